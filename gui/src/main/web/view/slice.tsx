// The panel beside the timeline: one slice, or a range.

import type {JSX} from 'preact';
import {layerOf} from '../base/colors';
import {formatBytes, formatCount, formatExact, formatNs, formatValue} from '../base/format';
import {named, shortName, shown} from '../base/names';
import {api} from './api';
import {Name, Swatch, Trouble, deviceWord} from './common';
import {DeviceBars} from './devices';
import type {Overview, RangeInfo, SliceBrief, SliceInfo} from './protocol';
import {useScrolledPane} from './scrolled';
import {exactly, useScope} from './state';
import type {View} from './hash';
import {useAnswer} from './use';

const MOST_LISTED = 12;

export function SlicePanel({info, select}: {info: SliceInfo; select: (slice: number) => void}): JSX.Element {
  const scope = useScope();
  const facts: [string, string, string?][] = [
    ['Duration', formatNs(info.d), formatExact(info.d, 'ns')],
    ['Start', formatNs(info.t), formatExact(info.t, 'ns')],
  ];
  if (info.self_ns !== null) {
    facts.push(['Self', formatNs(info.self_ns), formatExact(info.self_ns, 'ns')]);
  }
  facts.push(['Rank', info.rank], ['On', info.thread]);
  if (info.bytes !== null) {
    facts.push(['Bytes', formatBytes(info.bytes), formatExact(info.bytes, 'bytes')]);
  }
  if (info.queue_ns !== null) {
    facts.push(['Waited in the queue', formatNs(info.queue_ns), 'From the end of the launching call to the start of the work; negative where clocks differ']);
  }
  return (
    <aside ref={useScrolledPane('details')} class="details" aria-label="The selected slice">
      <div class="layer"><Swatch color={layerOf(info.kind).color} />{info.kind}{info.category && info.category !== info.kind ? <span> · <Name text={info.category} most={60} /></span> : null}</div>
      <h2 class="fullname"><Name text={named(info.name)} most={16_500} /></h2>
      <div class="actions">
        <button type="button" onClick={() => scope.show(contextOf(info))} title="The context that it is counted in">Flame graph</button>
        <button type="button" onClick={() => scope.show({find: exactly(info.name)})} title="Light all slices of this name">Find all</button>
        {info.d > 0 ? <button type="button" title="All views show this slice's time only (R)" onClick={() => scope.show({from: String(info.t), to: String(info.t + info.d)})}>As range</button> : null}
      </div>
      <table class="metrics facts" aria-label="The slice"><tbody>
        {facts.map(([label, text, title]) => <tr key={label}><th scope="row">{label}</th><td title={title}><Name text={text} most={200} /></td></tr>)}
      </tbody></table>
      {info.launch ? <><h3>Launched by{info.launch.quality && info.launch.quality !== 'exact' ? ` (${info.launch.quality})` : ''}</h3><SliceLinks slices={[info.launch]} select={select} /></> : null}
      {info.work && info.work.total > 0 ? (
        <>
          <h3>Device work: {formatCount(info.work.total)}, {formatNs(info.work.device_ns)}</h3>
          <SliceLinks slices={info.work.slices.slice().sort((a, b) => b.d - a.d).slice(0, MOST_LISTED)} select={select} />
        </>
      ) : null}
      {info.stack.length > 0 ? <><h3>Callers</h3><SliceLinks slices={info.stack} select={select} /></> : null}
      {info.stack.length === 0 && info.path.length > 0 ? (
        <>
          <h3>Path</h3>
          <ol class="path">{info.path.map((each, i) => <li key={i}><bdi>{shortName(each.name, each.kind)}</bdi></li>)}</ol>
        </>
      ) : null}
      <Arguments args={info.args} />
    </aside>
  );
}

/** Where a slice's context is in a flame graph that shows everything. */
function contextOf(info: SliceInfo): Partial<View> {
  const everything = {view: 'flame', direction: 'down', collapsed: '', hide: '', focus: '', drop: '', recursion: '', callers: '', base: '', finding: ''};
  const frames = info.path.map((each) => each.frame).filter((frame) => frame !== undefined);
  return info.path.length > 0 && frames.length === info.path.length
    ? {...everything, search: '', root: frames.slice(0, -1).join('.'), box: frames.join('.')}
    : {...everything, search: exactly(info.name), root: '', box: ''};
}

function SliceLinks({slices, select}: {slices: SliceBrief[]; select: (slice: number) => void}): JSX.Element {
  return (
    <ul class="slices">
      {slices.slice(0, 60).map((each) => (
        <li key={each.slice}>
          <button type="button" class="link" title={shown(each.name)} onClick={() => select(each.slice)}>
            <Swatch color={layerOf(each.kind).color} /><bdi>{shortName(each.name, each.kind)}</bdi><span class="muted">{formatNs(each.d)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Arguments({args}: {args: Record<string, unknown> | null}): JSX.Element | null {
  const entries = Object.entries(args ?? {});
  if (entries.length === 0) {
    return null;
  }
  return (
    <>
      <h3>Arguments</h3>
      <table class="metrics facts" aria-label="Arguments"><tbody>
        {entries.slice(0, 100).map(([key, value]) => (
          <tr key={key}><th scope="row"><Name text={key} most={60} /></th><td><Name text={typeof value === 'string' ? value : JSON.stringify(value)} most={600} /></td></tr>
        ))}
      </tbody></table>
    </>
  );
}

export function RangePanel({p, overview, from, to}: {p: number; overview: Overview; from: string; to: string}): JSX.Element {
  const scope = useScope();
  const asked = useAnswer<RangeInfo>((signal) => api.range({p, from, to}, signal), [p, from, to]);
  const info = asked.value;
  return (
    <aside ref={useScrolledPane('details')} class="details" aria-label="The chosen range">
      <h2>Range of {formatNs(Number(to) - Number(from))}</h2>
      <p class="muted">from {formatNs(Number(from))} to {formatNs(Number(to))}. Every view shows this range only.</p>
      <div class="actions">
        <button type="button" onClick={() => scope.show({view: 'flame', root: '', box: '', callers: ''})}>Flame graph</button>
        <button type="button" onClick={() => scope.show({view: 'tables'})}>Tables</button>
        <button type="button" onClick={() => scope.show({from: '', to: ''})}>Whole run</button>
      </div>
      {asked.error ? <Trouble error={asked.error} /> : null}
      {info ? (
        <>
          <table class="metrics facts" aria-label="The range"><tbody>
            <tr><th scope="row">Slices that begin in it</th><td>{formatCount(info.slices)}</td></tr>
            {info.steps > 0 ? <tr><th scope="row">Steps that begin in it</th><td>{formatCount(info.steps)}</td></tr> : null}
            {info.values.filter((each) => each.total !== 0).map((each) => {
              const label = overview.metrics.find((metric) => metric.id === each.metric)?.label ?? each.metric;
              return <tr key={each.metric}><th scope="row">{label}</th><td title={formatExact(each.total, each.unit)}>{formatValue(each.total, each.unit)}</td></tr>;
            })}
          </tbody></table>
          {info.devices.length > 0 ? <h3>Device time</h3> : null}
          <DeviceBars devices={info.devices} several={overview.inputs.length > 1} word={deviceWord(overview)} />
        </>
      ) : null}
    </aside>
  );
}

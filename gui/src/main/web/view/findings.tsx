// What is worth a change, by what it would buy. Choosing one lights its contexts in the flame graph
// and its slices in the timeline.

import type {JSX} from 'preact';
import {formatExact, formatNs, formatShare, plural} from '../base/format';
import {placeText, shown} from '../base/names';
import {api} from './api';
import type {Given} from './common';
import {Empty, Name, Trouble} from './common';
import {Fold} from './fold';
import type {Finding, Findings} from './protocol';
import {useScrolledPane} from './scrolled';
import {useScope, useView} from './state';
import {useAnswer} from './use';

export function FindingsView(given: Given): JSX.Element {
  const scope = useScope();
  const view = useView();
  const list = useScrolledPane('findings');
  const asked = useAnswer<Findings>((signal) => api.findings(given.p, signal), [given.p]);
  if (asked.error) {
    return <Trouble error={asked.error} />;
  }
  if (!asked.value) {
    return <p class="muted pad">Reading…</p>;
  }
  const {findings, not_applicable: missing} = asked.value;
  // Ranked as they come.
  const all = findings;
  const chosen = all.find((each) => each.id === view.finding) ?? all[0];
  return (
    <div class="findings-pane">
      <div class="findings-list" ref={list}>
        {all.length === 0 ? null : <p class="muted">By what a fix could save; what only informs comes last.</p>}
        {all.length === 0 ? <Empty title="No findings">Nothing found that is worth a change.</Empty> : null}
        <ol class="findings">{all.map((each) => <FindingRow key={each.id} finding={each} span={given.overview.span_ns} current={each === chosen} open={() => scope.show({finding: each.id})} />)}</ol>
        {missing.length > 0 ? (
          <Fold name="missing" usually={all.length === 0} summary={<>{plural(missing.length, 'analysis', 'analyses')} had too little to go by: what to record</>}>
            <dl class="missing">{missing.map((each) => <div key={each.id}><dt>{each.id}</dt><dd><Name text={each.missing} most={1000} /> <span class="muted"><Name text={each.how_to_record} most={1000} /></span></dd></div>)}</dl>
          </Fold>
        ) : null}
        {asked.value.failed && asked.value.failed.length > 0 ? <div class="notice">{asked.value.failed.map((each) => <div key={each.id}>{each.id} failed: <Name text={each.why} most={600} /></div>)}</div> : null}
      </div>
      {chosen ? <FindingDetails finding={chosen} {...given} /> : null}
    </div>
  );
}

export function FindingRow({finding, span, open, current}: {finding: Finding; span: number; open: () => void; current?: boolean}): JSX.Element {
  const impact = finding.impact_ns;
  const share = !impact ? '' : finding.impact_share === null ? formatShare(impact, span) : formatShare(finding.impact_share, 1);
  const base = finding.impact_of ?? 'the run';
  const concerns = !impact ? 'It takes no time of its own' : `It concerns ${formatExact(impact, 'ns')}, ${share} of ${base}`;
  // Ranked by what a fix could save: that number comes first where somebody can say it.
  const saved = finding.ceiling?.ns;
  return (
    <li>
      <button type="button" class={'finding' + (current ? ' current' : '')} aria-current={current ? 'true' : undefined} onClick={open}>
        <span class={'badge severity-' + finding.severity}>{finding.severity}</span>
        <span class="finding-title"><Name text={finding.title} most={600} /></span>
        {saved === undefined || !impact ? <span class="finding-impact muted" title={concerns}>{!impact ? '–' : <>{formatNs(impact)}<small>{share} of <Name text={base} most={60} /></small></>}</span>
          : <span class="finding-impact" title={`A fix saves ${formatExact(saved, 'ns')} at most. ${concerns}`}>saves ≤ {formatNs(saved)}<small class="muted">of {formatNs(impact)}, {share} of <Name text={base} most={60} /></small></span>}
      </button>
    </li>
  );
}

function FindingDetails({finding, overview}: {finding: Finding} & Given): JSX.Element {
  const scope = useScope();
  return (
    <article ref={useScrolledPane('finding')} class="finding-details" aria-label="The chosen finding">
      <div class="layer"><span class={'badge severity-' + finding.severity}>{finding.severity}</span> {finding.id}{finding.confidence === null ? null : <span class="muted"> · confidence <Name text={finding.confidence} /></span>}</div>
      <h2 class="fullname"><Name text={finding.title} most={2000} /></h2>
      <div class="actions">
        <button type="button" onClick={() => scope.seek({finding: finding.id, search: ''})}>Light in the flame graph</button>
        {overview.has.timeline ? <button type="button" onClick={() => scope.show({view: 'timeline', finding: finding.id, slice: '', t0: '', t1: ''})}>Light in the timeline</button> : null}
      </div>
      {finding.impact_ns ? <p title={formatExact(finding.impact_ns, 'ns')}>Concerns {formatNs(finding.impact_ns)}{finding.impact_share === null ? '' : `, ${formatShare(finding.impact_share, 1)} of ${finding.impact_of ?? 'the run'}`}.</p> : null}
      <h3>What to do</h3>
      <p><Name text={finding.advice} most={4000} /></p>
      {finding.advice_code ? <pre class="advice-code">{finding.advice_code.split('\n').map((line) => shown(line, 2000)).join('\n')}</pre> : null}
      {finding.ceiling === null ? null : <p class="muted" title={formatExact(finding.ceiling.ns, 'ns')}>A fix saves {formatNs(finding.ceiling.ns)} at most: <Name text={finding.ceiling.method} most={600} /></p>}
      {finding.record_next ? <p class="muted"><Name text={finding.record_next} most={1000} /></p> : null}
      <Evidence finding={finding} timeline={overview.has.timeline} />
      {finding.contexts.length > 0 ? (
        <>
          <h3>Where</h3>
          <ul class="slices">
            {finding.contexts.slice(0, 50).map((each, i) => {
              const place = placeText({file: each.file, line: each.line, library: null});
              return (
                <li key={i}>
                  <button type="button" class="link" title="Show in the flame graph" onClick={() => scope.show({view: 'flame', direction: 'down', collapsed: '', hide: '', focus: '', drop: '', recursion: '', base: '', search: '', finding: finding.id, root: parentOf(each.path), box: each.path ?? '', callers: ''})}><Name text={each.name} most={300} />{each.ns ? <span class="muted">{formatNs(each.ns)}</span> : null}</button>
                  {each.file === null ? null : <button type="button" class="link muted" title="Open the source" onClick={() => scope.show({view: 'source', file: each.file ?? '', line: String(each.line)})}><Name text={place} most={200} /></button>}
                </li>
              );
            })}
          </ul>
        </>
      ) : null}
    </article>
  );
}

function parentOf(path: string | null): string {
  return (path ?? '').split('.').slice(0, -1).join('.');
}

function Evidence({finding, timeline}: {finding: Finding; timeline: boolean}): JSX.Element | null {
  const scope = useScope();
  const {columns, rows, slices, total} = finding.evidence;
  if (rows.length === 0) {
    return null;
  }
  return (
    <>
      <h3>Evidence{total > rows.length ? <span class="muted"> the first {rows.length} of {total}</span> : null}</h3>
      <table class="evidence" aria-label="Evidence">
        <thead><tr>{columns.map((column, i) => <th key={i} class="name" scope="col"><Name text={column} most={60} /></th>)}{timeline ? <td /> : null}</tr></thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => <td key={j} class={cell.length < 36 ? 'name short' : 'name'}><Name text={cell} most={300} /></td>)}
              {timeline ? <td>{slices[i] !== undefined && slices[i] >= 0 ? <button type="button" class="link" onClick={() => scope.show({view: 'timeline', finding: finding.id, slice: String(slices[i]), t0: '', t1: ''})}>timeline</button> : null}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

// The page: what is open, which view is shown, and what stands around it.

import type {JSX} from 'preact';
import {useEffect, useErrorBoundary, useMemo, useRef, useState} from 'preact/hooks';
import {Palette} from '../base/colors';
import {formatNs} from '../base/format';
import {baseName, shown} from '../base/names';
import {useCell} from '../base/store';
import {download, pngOf, svgOf} from '../draw/drawing';
import {api} from './api';
import type {Given} from './common';
import {Empty, Name, Select, Toggle, Trouble, copyText, isTyping, moveTab, profileNames, spoken, tip} from './common';
import {FindingsView} from './findings';
import {FlamePane} from './flame';
import {HelpDialog} from './help';
import {MemoryView} from './memory';
import {OverviewView} from './overview';
import type {Overview, Session} from './protocol';
import {RanksView} from './ranks';
import {RooflineView} from './roofline';
import {OpenRun, RunsView, sessionVersion} from './runs';
import {SourceView} from './source';
import {SqlView} from './sql';
import {writeHash} from './hash';
import {ELSEWHERE, ScopeContext, main, other, useScope, useView} from './state';
import {StepsView} from './steps';
import {TablesView} from './tables';
import {TimelinePane} from './timeline';
import {useAnswer} from './use';

interface Tab {
  id: string;
  label: string;
  /** Whether the profile has anything for it. */
  has: (overview: Overview, session: Session) => boolean;
  draw: (given: Given) => JSX.Element;
  /** Why it shows the whole run even where a range is chosen. */
  whole?: string;
}

/** The views, in the order of their tabs. A new view gets a line here. */
const TABS: Tab[] = [
  {id: 'overview', label: 'Overview', has: () => true, draw: (given) => <OverviewView {...given} />},
  {id: 'findings', label: 'Findings', has: (overview) => overview.has.findings, draw: (given) => <FindingsView {...given} />, whole: 'Findings are of the whole run, not of the range.'},
  {id: 'flame', label: 'Flame graph', has: () => true, draw: (given) => <FlamePane {...given} />},
  {id: 'timeline', label: 'Timeline', has: (overview) => overview.has.timeline, draw: (given) => <TimelinePane {...given} />},
  {id: 'tables', label: 'Tables', has: (overview) => overview.tables.length > 0, draw: (given) => <TablesView {...given} />},
  {id: 'source', label: 'Source', has: (overview) => overview.has.sources !== false, draw: (given) => <SourceView {...given} />},
  {id: 'steps', label: 'Steps', has: (overview) => overview.has.steps, draw: (given) => <StepsView {...given} />},
  {id: 'ranks', label: 'Ranks', has: (overview) => overview.has.ranks, draw: (given) => <RanksView {...given} />},
  {id: 'memory', label: 'Memory', has: (overview) => overview.has.memory, draw: (given) => <MemoryView {...given} />},
  {id: 'roofline', label: 'Roofline', has: (overview) => overview.has.roofline === true, draw: (given) => <RooflineView {...given} />},
  {id: 'sql', label: 'SQL', has: (overview) => overview.has.sql !== false, draw: (given) => <SqlView {...given} />, whole: 'Queries see the whole run, not the range.'},
];

function prefersDark(): boolean {
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

function useTheme(chosen: string): boolean {
  const [system, setSystem] = useState(prefersDark);
  useEffect(() => {
    const media = matchMedia('(prefers-color-scheme: dark)');
    const change = () => setSystem(media.matches);
    media.addEventListener('change', change);
    return () => media.removeEventListener('change', change);
  }, []);
  return chosen === '' ? system : chosen === 'dark';
}

export function App(): JSX.Element {
  const view = useCell(main.cell);
  const session = useAnswer(() => api.session(Number(view.p)), [useCell(sessionVersion)]);
  const dark = useTheme(view.theme);
  const palette = useMemo(() => new Palette(dark), [dark]);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  const [help, setHelp] = useState(false);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
        return;
      }
      if (event.key === '?') {
        setHelp(true);
      } else if (/^[1-9]$/.test(event.key)) {
        document.querySelectorAll<HTMLElement>('.main-pane > .tabs [role="tab"]')[Number(event.key) - 1]?.click();
      } else if (event.key === 'T') {
        main.show({theme: dark ? 'light' : 'dark'});
      } else {
        return;
      }
      event.preventDefault();
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [dark]);
  if (session.error) {
    return <main class="alone"><Trouble error={session.error} /></main>;
  }
  if (!session.value) {
    return <main class="alone"><p class="muted">Reading…</p></main>;
  }
  const several = session.value.profiles.length > 1;
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => {
        event.preventDefault();
        document.getElementById('main')?.focus();
      }}>Skip to the view</a>
      <Header session={session.value} dark={dark} several={several} onHelp={() => setHelp(true)} />
      <main id="main" tabIndex={-1} class={view.other === '' ? 'panes' : 'panes beside'}>
        <ScopeContext.Provider value={main}>
          <Pane session={session.value} palette={palette} main />
        </ScopeContext.Provider>
        {view.other === '' ? null : (
          <ScopeContext.Provider value={other}>
            <Pane session={session.value} palette={palette} />
          </ScopeContext.Provider>
        )}
      </main>
      <Tip />
      <Spoken />
      {help ? <HelpDialog onClose={() => setHelp(false)} /> : null}
    </>
  );
}

function Header({session, dark, several, onHelp}: {session: Session; dark: boolean; several: boolean; onHelp: () => void}): JSX.Element {
  const view = useCell(main.cell);
  const [copied, setCopied] = useState('');
  const copyLink = () => {
    // The address has no token: whoever opens it needs a server of their own, or this one's cookie.
    const without = main.leftOut || (main.view.other === '' ? '' : other.leftOut);
    const say = (text: string) => {
      setCopied(text);
      spoken.value = text;
    };
    copyText(location.origin + location.pathname + writeHash(main.view)).then(() => say(without === '' ? 'Copied' : 'Copied, without ' + without), () => say('Not allowed'));
    setTimeout(() => setCopied(''), without === '' ? 1500 : 5000);
  };
  return (
    <header>
      <span class="brand">Plumb</span>
      {session.folder === null ? null : (
        <Toggle on={view.view === 'runs'} onClick={() => main.show({view: 'runs'})}>Runs of <Name text={session.folder} most={40} /></Toggle>
      )}
      {several ? <ProfileChoice session={session} /> : session.profiles.length === 1 ? <h1 title={shown(session.profiles[0].files.join(', '), 1000)}><Name text={baseName(session.profiles[0].label)} most={120} /></h1> : <h1>{''}</h1>}
      <span class="spring" />
      {several ? (
        <Toggle on={view.other !== ''} title="Another profile in a pane of its own" onClick={() => beside(session)}>Side by side</Toggle>
      ) : null}
      <ExportMenu />
      <button type="button" onClick={copyLink} title="The address of exactly this view">{copied || 'Copy link'}</button>
      <button type="button" onClick={() => main.show({theme: dark ? 'light' : 'dark'})} title="Light or dark (T)">{dark ? 'Light' : 'Dark'}</button>
      <button type="button" onClick={onHelp} title="Keyboard and mouse (?)" aria-haspopup="dialog">Keys</button>
    </header>
  );
}

/** Opens a second pane with the next profile, or closes it. */
function beside(session: Session): void {
  if (main.view.other !== '') {
    main.show({other: ''});
    return;
  }
  const next = session.profiles.find((each) => each.p !== Number(main.view.p)) ?? session.profiles[0];
  const view = {...main.view, ...ELSEWHERE, other: '', theme: '', split: '', p: String(next.p)};
  main.show({other: writeHash(view)});
}

function ProfileChoice({session}: {session: Session}): JSX.Element {
  const scope = useScope();
  const view = useView();
  // In front, because long names are cut off.
  const roles = {new: 'new: ', base: 'base: ', only: '', run: ''};
  const names = profileNames(session);
  return (
    <Select label="Profile" value={String(Number(view.p))} onChange={(p) => scope.showProfile(Number(p))}
      options={session.profiles.map((each) => ({id: String(each.p), label: roles[each.role] + names.get(each.p)}))} />
  );
}

function ExportMenu(): JSX.Element | null {
  const what = useCell(useScope().exportable);
  const [trouble, setTrouble] = useState('');
  if (!what) {
    return null;
  }
  const png = () => {
    pngOf(what.drawing()).then((blob) => download(blob, what.name + '.png'), (e) => setTrouble(String(e)));
  };
  return (
    <span class="segments" role="group" aria-label="Export the picture">
      <button type="button" title={trouble || 'Save the picture as SVG'} onClick={() => download(svgOf(what.drawing()), what.name + '.svg')}>SVG</button>
      <button type="button" title={trouble || 'Save the picture as PNG'} onClick={png}>PNG</button>
    </span>
  );
}

function Pane({session, palette, main: isMain}: {session: Session; palette: Palette; main?: boolean}): JSX.Element {
  const scope = useScope();
  const view = useView();
  const p = Number(view.p);
  const exists = session.profiles.some((each) => each.p === p);
  const overview = useAnswer((signal) => (exists && view.view !== 'runs' && (session.folder === null || view.p !== '') ? api.overview(p, signal) : undefined), [p, exists, view.view === 'runs', view.p === '']);
  const title = overview.value?.label;
  useEffect(() => {
    if (isMain) {
      document.title = (title === undefined ? '' : shown(baseName(title), 120) + ' \u2013 ') + 'Plumb';
    }
  }, [title, isMain]);
  if (view.view === 'runs' || session.folder !== null && view.p === '') {
    return <section class="pane main-pane"><RunsView palette={palette} /></section>;
  }
  if (!exists && session.folder !== null) {
    return <section class={isMain ? 'pane main-pane' : 'pane'}><OpenRun run={p} key={p} /></section>;
  }
  if (!exists) {
    return <section class="pane"><Empty title="No such profile">The address names profile {p}, which this server has not opened.</Empty></section>;
  }
  if (overview.error) {
    return <section class="pane"><Trouble error={overview.error} /></section>;
  }
  if (!overview.value) {
    return <section class="pane"><p class="muted pad">Reading…</p></section>;
  }
  const given: Given = {p, overview: overview.value, session, palette};
  const tabs = TABS.filter((tab) => tab.has(given.overview, session));
  const tab = tabs.find((each) => each.id === view.view) ?? tabs[0];
  const split = view.split !== '' && given.overview.has.timeline && tab.id !== 'timeline';
  return (
    <section class={isMain ? 'pane main-pane' : 'pane'} aria-label={isMain ? 'Profile' : 'Other profile'}>
      <div class="tabs" role="tablist" aria-label="Views">
        {isMain ? null : <ProfileChoice session={session} />}
        {tabs.map((each) => (
          <button type="button" role="tab" key={each.id} id={(isMain ? '' : 'other-') + 'tab-' + each.id} class="tab" aria-selected={each === tab} tabIndex={each === tab ? 0 : -1}
            onClick={() => scope.show({view: each.id})} onKeyDown={(event) => moveTab(event, tabs.map(({id}) => id), tab.id, (id) => scope.show({view: id}))}>{each.label}</button>
        ))}
        <span class="spring" />
        {isMain ? null : <ExportMenu />}
        <RangeChip given={given} />
        {given.overview.has.timeline && tab.id !== 'timeline' ? (
          <Toggle on={split} title="The timeline above the view: what is selected there is what the view shows" onClick={() => scope.show({split: split ? '' : '1'})}>Timeline above</Toggle>
        ) : null}
      </div>
      {split ? <div class="upper"><TimelinePane {...given} small /></div> : null}
      <div class="lower" role="tabpanel" aria-label={tab.label} key={p}>
        {tab.whole !== undefined && view.from !== '' ? <p class="notice">{tab.whole}</p> : null}
        <Guarded key={tab.id}>{tab.draw(given)}</Guarded>
      </div>
    </section>
  );
}

/** A view that fails says so; the others go on. */
function Guarded({children}: {children: JSX.Element}): JSX.Element {
  const [error] = useErrorBoundary((e) => console.error(e));
  return error ? <Trouble error={error instanceof Error ? error : new Error(String(error))} /> : children;
}

/** The range that everything is computed for. */
function RangeChip({given}: {given: Given}): JSX.Element | null {
  const scope = useScope();
  const view = useView();
  if (view.from === '' || view.to === '') {
    return null;
  }
  const from = Number(view.from);
  const to = Number(view.to);
  return (
    <span class="range-chip" title="All views show this range only; those that cannot say so">
      {`${formatNs(to - from)} of ${formatNs(given.overview.span_ns)}, from ${formatNs(from)}`}
      <button type="button" aria-label="Whole run instead of the range" title="Whole run" onClick={() => scope.show({from: '', to: ''})}>×</button>
    </span>
  );
}

function Tip(): JSX.Element | null {
  const content = useCell(tip);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (element && content) {
      const gap = 14;
      const {width, height} = element.getBoundingClientRect();
      const left = content.x + gap + width > innerWidth ? content.x - gap - width : content.x + gap;
      const top = content.y + gap + height > innerHeight ? content.y - gap - height : content.y + gap;
      element.style.left = Math.max(0, left) + 'px';
      element.style.top = Math.max(0, top) + 'px';
    }
  });
  if (!content) {
    return null;
  }
  return (
    <div class="tip" role="tooltip" ref={ref}>
      <div class="tip-name"><Name text={content.title} most={500} /></div>
      {content.lines.map((line, i) => <div key={i} class={i === 0 ? '' : 'muted'}><Name text={line} most={500} /></div>)}
    </div>
  );
}

function Spoken(): JSX.Element {
  return <div class="spoken" aria-live="polite">{useCell(spoken)}</div>;
}

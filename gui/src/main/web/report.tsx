// Starts a report that is one file: the page of "plumb view" over the data that stand beside it.

import {render} from 'preact';
import {visible} from './base/names';
import {EmbeddedProfile, embeddedSource} from './embedded/source';
import {askInstead} from './view/api';
import {App} from './view/app';
import {inside} from './view/inside';
import {followAddress} from './view/state';

const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  try {
    const profile = new EmbeddedProfile(JSON.parse(document.getElementById('data')?.textContent ?? ''));
    askInstead(embeddedSource(profile));
    inside.parts.embedded = profile;
    Object.assign(globalThis, {plumb: inside});
    followAddress();
    render(<App />, root);
  } catch (e) {
    const trouble = document.createElement('p');
    trouble.className = 'notice';
    trouble.setAttribute('role', 'alert');
    trouble.textContent = 'This page could not be shown: ' + visible(String(e));
    root.append(trouble);
    throw e;
  }
}

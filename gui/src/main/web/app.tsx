// Starts the page that "plumb view" serves.

import {render} from 'preact';
import {App} from './view/app';
import {inside} from './view/inside';
import {followAddress} from './view/state';

followAddress();
Object.assign(globalThis, {plumb: inside});
const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  render(<App />, root);
}

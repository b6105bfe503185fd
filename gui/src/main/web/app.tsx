// Starts the page that "plumb view" serves.

import {render} from 'preact';
import {App} from './view/app';
import {askForFirstView} from './view/api';
import {inside} from './view/inside';
import {followAddress, main} from './view/state';

followAddress();
askForFirstView(main.view.view, Number(main.view.p));
Object.assign(globalThis, {plumb: inside});
const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  render(<App />, root);
}

// Starts the page that "plumb view" serves.

import {render} from 'preact';
import {App} from './view/app';
import {followAddress} from './view/state';

followAddress();
const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  render(<App />, root);
}

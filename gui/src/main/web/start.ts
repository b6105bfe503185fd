// Starts the questions of the first view, while the browser still reads the page's program.

import {askForFirstView} from './view/early';
import {readHash} from './view/hash';

askForFirstView(readHash(location.hash));

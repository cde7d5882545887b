/** `npm run setup`: installs and builds everything into this checkout. */
import { entry, setup } from './steps.mjs';

await entry(() => setup(['example', 'test']));

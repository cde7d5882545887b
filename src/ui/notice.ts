import { Notification } from '@jupyterlab/apputils';

/** Milliseconds for which a warning is seen; without a time Jupyter only counts it at its bell. */
const SEEN_MS = 10_000;

/** Shows an error until it is closed. */
export function notifyError(text: string): void {
  Notification.error(text, { autoClose: false });
}

/** Shows a warning for a while. */
export function notifyWarning(text: string): void {
  Notification.warning(text, { autoClose: SEEN_MS });
}

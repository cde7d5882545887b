import type { IJupyterLabPageFixture, JupyterLabPage } from '@jupyterlab/galata';

/** Loads the page anew; Galata would wait for the launcher, which tabs that come back leave no room for. */
export async function reloadWithTabs(page: IJupyterLabPageFixture): Promise<void> {
  await (page as unknown as JupyterLabPage).reload({ waitForIsReady: false });
}

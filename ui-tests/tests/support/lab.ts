/** What the tests do in JupyterLab, said in a user's words. */
import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

/** Everything the browser's console complained about since the call. */
export function watchConsole(page: IJupyterLabPageFixture): string[] {
  const complaints: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error') {
      complaints.push(`${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', error => complaints.push(String(error)));
  return complaints;
}

export async function openNotebook(page: IJupyterLabPageFixture, path: string): Promise<void> {
  await page.notebook.openByPath(path);
  await page.notebook.activate(path);
  await expect(page.locator('.jp-NotebookPanel-toolbar .jp-Toolbar-kernelName')).not.toHaveText('No Kernel');
}

/** The nbtrail sidebar, opened. */
export async function openSidebar(page: IJupyterLabPageFixture): Promise<Locator> {
  const sidebar = page.locator('#nbtrail-sidebar');
  if (!(await sidebar.isVisible())) {
    await page.locator('.jp-SideBar [data-id="nbtrail-sidebar"]').click();
  }
  await expect(sidebar).toBeVisible();
  return sidebar;
}

export const runRow = (sidebar: Locator, name: string | RegExp): Locator =>
  sidebar.getByRole('option').filter({ hasText: name });

/** Begin to run all cells; returns at once. */
export async function runAllCells(page: IJupyterLabPageFixture): Promise<void> {
  await page.menu.clickMenuItem('Run>Run All Cells');
}

/** Wait until the kernel of the notebook in front has nothing more to do. */
export async function untilIdle(page: IJupyterLabPageFixture, timeout = 180_000): Promise<void> {
  await page.waitForFunction(
    () => {
      const prompts = [...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputPrompt')];
      const texts = prompts.map(prompt => prompt.textContent ?? '');
      return texts.length > 0 && texts.every(text => /\[\d+\]/.test(text));
    },
    undefined,
    { timeout }
  );
}

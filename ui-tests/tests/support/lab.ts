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

/** Opens a notebook by its path from the served folder, and waits for its kernel. */
export async function openNotebook(page: IJupyterLabPageFixture, path: string): Promise<void> {
  await execute(page, 'docmanager:open', { path });
  await page.waitForFunction(
    () => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as Partial<INotebookInFront> | null;
      return panel?.sessionContext?.session?.kernel?.status === 'idle';
    },
    undefined,
    { timeout: 60_000 }
  );
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

/** By the whole name, which a row says also where it shows only what differs. */
export const runRow = (sidebar: Locator, name: string | RegExp): Locator => sidebar.getByRole('option', { name });

/** Let the sidebar show a project, whatever notebook is in front. */
export async function chooseProject(sidebar: Locator, project: string): Promise<void> {
  const page = sidebar.page();
  // A menu holds what was known when it opened: one that came too early is opened again.
  await expect(async () => {
    await page.keyboard.press('Escape');
    await sidebar.getByRole('button', { name: /^Project:/ }).click();
    await page.locator('.lm-Menu').getByText(project).click({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(sidebar.getByRole('button', { name: `Project: ${project}` })).toBeVisible();
  // The list keeps its rows where they are while the pointer is on it.
  await page.mouse.move(1000, 500);
}

/** Begin to run all cells; returns at once. */
export async function runAllCells(page: IJupyterLabPageFixture): Promise<void> {
  await page.menu.clickMenuItem('Run>Run All Cells');
}

/** Wait until every code cell of the notebook in front was executed and its kernel has nothing more to do. */
export async function untilIdle(page: IJupyterLabPageFixture, timeout = 180_000): Promise<void> {
  await page.waitForFunction(
    () => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as INotebookInFront;
      const counts = [...panel.content.model.cells].map(cell => cell.executionCount);
      return (
        panel.sessionContext.session?.kernel?.status === 'idle' &&
        counts.every(count => count === undefined || count !== null)
      );
    },
    undefined,
    { timeout }
  );
}

/** What is looked at of a notebook panel; cells of text have no execution count. */
interface INotebookInFront {
  content: { model: { cells: Iterable<{ executionCount?: number | null }> } };
  sessionContext: { session: { kernel: { status: string } | null } | null };
}

/** Executes a command of JupyterLab by its id. */
export async function execute(
  page: IJupyterLabPageFixture,
  id: string,
  args: { [name: string]: string | boolean | string[] } = {}
): Promise<void> {
  await page.evaluate(
    async ([command, given]) => {
      await window.jupyterapp.commands.execute(command, given);
    },
    [id, args] as const
  );
}

/** Puts a text into the first code cell of the notebook in front, which becomes the active one. */
export async function typeInFirstCell(page: IJupyterLabPageFixture, source: string): Promise<void> {
  await page.evaluate(text => {
    const panel = window.jupyterapp.shell.currentWidget as never as {
      content: {
        activeCell: { model: { sharedModel: { setSource(text: string): void } } };
        activeCellIndex: number;
        widgets: { model: { type: string } }[];
      };
    };
    panel.content.activeCellIndex = panel.content.widgets.findIndex(cell => cell.model.type === 'code');
    panel.content.activeCell.model.sharedModel.setSource(text);
  }, source);
}

/** A question in a tab of the SQL panel, not asked yet. */
export async function openSql(page: IJupyterLabPageFixture, sql: string, title = ''): Promise<Locator> {
  await execute(page, 'nbtrail:open-sql', { sql, title });
  const panel = page.locator('.nt-SqlPanel');
  await expect(panel.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  return panel;
}

/** Number of pixels of the canvases in `within` that something was painted on. */
export async function paintedPixels(within: Locator): Promise<number> {
  return within.locator('canvas').evaluateAll(canvases =>
    (canvases as HTMLCanvasElement[])
      .filter(canvas => canvas.width > 0 && canvas.height > 0)
      .map(canvas => canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data)
      .reduce((sum, data) => sum + (data?.filter((value, at) => at % 4 === 3 && value > 0).length ?? 0), 0)
  );
}

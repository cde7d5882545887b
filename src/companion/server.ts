import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { CompanionError } from './error';
import type { IErrorBody } from './wire';

/** What the server extension knows of the companion and of automatic recording. */
export interface IServerStatus {
  /** Whether new kernels record automatically. */
  autoload: boolean;
  /** Folder of the store, on the server. */
  home: string;
  /** The Node.js that runs the companion; null when there is none. */
  node: string | null;
  companion: { running: boolean; pid?: number; version?: string };
  /** Why the companion cannot run, when it cannot. */
  error: IErrorBody | null;
}

/** Jupyter's side of the companion: starting it, and the switch for automatic recording. */
export class CompanionServer {
  constructor(settings: ServerConnection.ISettings = ServerConnection.makeSettings()) {
    this._settings = settings;
  }

  status(): Promise<IServerStatus> {
    return this._ask('status', 'GET');
  }

  /** Ends the companion if it runs and starts a new one. */
  restart(): Promise<IServerStatus> {
    return this._ask('restart', 'POST', {});
  }

  /** Whether new kernels record automatically. */
  async autoload(): Promise<boolean> {
    return (await this.status()).autoload;
  }

  async setAutoload(on: boolean): Promise<boolean> {
    return (await this._ask<IServerStatus>('autoload', 'POST', { on })).autoload;
  }

  async placeNotebook(path: string): Promise<number> {
    return (await this._ask<{ moved: number }>('notebook', 'POST', { path })).moved;
  }

  async findNotebook(recorded: string): Promise<string | null> {
    return (await this._ask<{ path: string | null }>('find', 'POST', { path: recorded })).path;
  }

  private async _ask<T>(door: string, method: 'GET' | 'POST', body?: object): Promise<T> {
    const url = URLExt.join(this._settings.baseUrl, 'nbtrail-server', door);
    const headers = { 'content-type': 'application/json' };
    const init = { method, headers, body: body && JSON.stringify(body) };
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(url, init, this._settings);
    } catch {
      throw CompanionError.unreachable();
    }
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      const said = answer as { message?: string; error?: IErrorBody } | null;
      throw new CompanionError(
        said?.error ?? {
          code: 'NT502',
          message: said?.message ?? `Jupyter answered ${response.status} to ${door}.`,
          hint: 'Run `nbtrail doctor` in a terminal to see what is missing.'
        }
      );
    }
    return answer as T;
  }

  private readonly _settings: ServerConnection.ISettings;
}

import * as vscode from "vscode";
import type { BaseLanguageClient, CancellationToken } from "vscode-languageclient";
import { RestartOnce } from "./restart";

/** `idle`: nothing has needed it yet. `stopped`: it crashed twice or could not be started; only a restart helps. */
export type ServerState = "idle" | "starting" | "ready" | "stopped";

/** Makes a client that is not started yet. */
export type CreateClient = (policy: RestartOnce) => Promise<BaseLanguageClient>;

/** The server and its life: started when first needed, restarted once after a crash. */
export class LanguageServer implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ServerState>();
  /** Fires with the new state. */
  readonly onDidChangeState = this.#changed.event;
  #state: ServerState = "idle";
  #client: Promise<BaseLanguageClient> | undefined;

  constructor(
    readonly create: CreateClient,
    readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): ServerState {
    return this.#state;
  }

  /** The running client; starts it where nothing has yet. Rejects with one sentence when it cannot run. */
  async start(): Promise<BaseLanguageClient> {
    if (this.#state === "stopped")
      throw new Error(vscode.l10n.t("The language server of Buildah Pipelines is not running."));
    this.#client ??= this.#launch();
    return this.#client;
  }

  /** Asks the server; see `requests` of the protocol for what goes in and comes out. */
  async request<R>(method: string, params: unknown, token?: CancellationToken): Promise<R> {
    const client = await this.start();
    return client.sendRequest<R>(method, params, token);
  }

  /** Stops the server, whatever state it is in, and starts a new one. */
  async restart(): Promise<void> {
    this.log.info("The language server is restarted.");
    await this.#stop();
    this.#set("idle");
    await this.start();
  }

  async #launch(): Promise<BaseLanguageClient> {
    this.#set("starting");
    const policy = new RestartOnce(() => void this.#explain());
    try {
      const client = await this.create(policy);
      // 2 is running, 3 starting, 1 stopped, 4 failed; named in vscode-languageclient's `State`, which is loaded late.
      client.onDidChangeState(({ newState }) => {
        if (newState === 2) this.#set("ready");
        else if (newState === 3) this.#set("starting");
        else if (policy.hasGivenUp || newState === 4) this.#set("stopped");
      });
      await client.start();
      this.log.info("The language server runs.");
      return client;
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      this.#set("stopped");
      throw new Error(vscode.l10n.t("The language server of Buildah Pipelines could not be started."));
    }
  }

  #set(state: ServerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#changed.fire(state);
  }

  async #explain(): Promise<void> {
    const restart = vscode.l10n.t("Restart");
    const show = vscode.l10n.t("Show Log");
    const choice = await vscode.window.showErrorMessage(
      vscode.l10n.t("The language server of Buildah Pipelines crashed twice. Nothing is linted until it is restarted."),
      restart,
      show,
    );
    if (choice === restart) await this.restart().catch(() => {});
    if (choice === show) this.log.show();
  }

  async #stop(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    // Rejects when the server is gone already, which is what is wanted.
    await client?.dispose().catch(() => {});
  }

  dispose(): Promise<void> {
    this.#changed.dispose();
    return this.#stop();
  }
}

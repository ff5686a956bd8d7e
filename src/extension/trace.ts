import * as vscode from "vscode";

/**
 * The channel for the traffic with the server. vscode-languageclient traces only while the channel's own level is
 * "trace", whatever `trace.server` says; here the setting alone is enough, and the lines show at the level "info".
 */
export function traceChannel(log: vscode.LogOutputChannel): vscode.LogOutputChannel {
  const isOn = () => vscode.workspace.getConfiguration("buildahPipelines").get("trace.server", "off") !== "off";
  const level = () => (isOn() ? vscode.LogLevel.Trace : log.logLevel);
  const onDidChangeLogLevel: vscode.Event<vscode.LogLevel> = (listener, thisArgs, disposables) => {
    const subscription = vscode.Disposable.from(
      log.onDidChangeLogLevel(() => listener.call(thisArgs, level())),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("buildahPipelines.trace")) listener.call(thisArgs, level());
      }),
    );
    disposables?.push(subscription);
    return subscription;
  };
  return Object.create(log, {
    logLevel: { get: level },
    onDidChangeLogLevel: { value: onDidChangeLogLevel },
    trace: { value: (message: string) => (isOn() ? log.info(message) : log.trace(message)) },
  });
}

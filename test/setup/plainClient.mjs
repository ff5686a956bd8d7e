// @ts-check
// A client of the language server that knows nothing but the protocol, as other editors do.
import { spawn } from "node:child_process";

/**
 * Opens a document in a server of its own and returns its first findings.
 * @param {string} server path of the server's program
 * @param {string} uri
 * @param {string} text
 * @returns {Promise<{code: string, codeDescription?: {href: string}}[]>} empty when there are none within 20 seconds
 */
export async function lintOverStreams(server, uri, text) {
  const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const timer = setTimeout(() => child.kill(), 20_000);
  /** @param {object} message */
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  try {
    send({ id: 1, method: "initialize", params: { processId: null, rootUri: null, capabilities: {} } });
    send({ method: "initialized", params: {} });
    const textDocument = { uri, languageId: "yaml", version: 1, text };
    send({ method: "textDocument/didOpen", params: { textDocument } });
    let received = "";
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      received += chunk;
      const found =
        /\{"jsonrpc":"2\.0","method":"textDocument\/publishDiagnostics","params":.*?\}(?=Content-Length|$)/.exec(
          received,
        );
      const diagnostics = found ? JSON.parse(found[0]).params.diagnostics : [];
      if (diagnostics.length > 0) return diagnostics;
    }
    return [];
  } finally {
    clearTimeout(timer);
    child.kill();
  }
}

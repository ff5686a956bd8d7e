// @ts-check
// Shows a VS Code server in a real browser. Nothing may be asked of any other machine.
import { chromium } from "playwright-core";
import { setUpBrowser } from "../setup/vscode.mjs";

export * from "./server.mjs";

// An orderly exit ends the servers and removes their folders; a signal alone would leave both.
for (const [signal, code] of /** @type {const} */ ([
  ["SIGHUP", 129],
  ["SIGINT", 130],
  ["SIGTERM", 143],
])) {
  process.once(signal, () => process.exit(code));
}

/** @typedef {import("./server.mjs").Server} Server */
/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").Page} Page */

/** Starts Chromium. Each page then gets a profile of its own from `openPage`. */
export async function launchBrowser() {
  const executablePath = await setUpBrowser();
  // Chromium refuses its sandbox to root.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    headless: true,
    chromiumSandbox: !isRoot,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * @typedef {object} OpenPage
 * @property {Page} page
 * @property {() => string[]} outsideRequests addresses off this machine that the page asked for; none got an answer
 * @property {() => string} consoleText what the page wrote to its console
 * @property {() => Promise<void>} close
 */

/**
 * Opens an empty page in a new profile that reaches this machine only.
 * @param {Browser} browser
 * @returns {Promise<OpenPage>}
 */
export async function openPage(browser) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  /** @type {string[]} */
  const outside = [];
  let consoleText = "";
  await context.route("**/*", (route) => {
    const address = route.request().url();
    if (isLoopback(address)) return route.continue();
    outside.push(address);
    return route.abort();
  });
  const page = await context.newPage();
  page.on("websocket", (socket) => {
    if (!isLoopback(socket.url())) outside.push(socket.url());
  });
  page.on("console", (message) => {
    consoleText += `[${message.type()}] ${message.text()}\n`;
  });
  return {
    page,
    outsideRequests: () => [...outside],
    consoleText: () => consoleText,
    close: () => context.close(),
  };
}

/** @param {string} address */
function isLoopback(address) {
  const { hostname, protocol } = new URL(address);
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostname) || ["data:", "blob:", "about:"].includes(protocol);
}

/**
 * The address that shows a server's workspace.
 * @param {Server} server
 * @param {[string, string][]} [payload] what VS Code shall do at its start, such as `["openFile", remote(server, path)]`
 */
export function workbenchAddress(server, payload = []) {
  const query = new URLSearchParams({ folder: server.workspace });
  if (payload.length > 0) query.set("payload", JSON.stringify(payload));
  return `${server.origin}/?${query}`;
}

/**
 * A path on the server as the page names it.
 * @param {Server} server
 * @param {string} file absolute path
 */
export function remote(server, file) {
  return `vscode-remote://127.0.0.1:${server.port}${file}`;
}

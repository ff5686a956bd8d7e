"use strict";
// Stands in for the native module @vscode/spdlog in the cached VS Code servers: the same interface, written with plain
// file appends. Without it the editor's log files and every Output channel stay empty.
const fs = require("node:fs");
const path = require("node:path");

const names = ["trace", "debug", "info", "warning", "error", "critical"];

class Logger {
  #file;
  #level = 2;
  #isRaw = false;

  constructor(_type, _name, file) {
    this.#file = file;
  }

  #write(level, text) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace("T", " ").replace("Z", "");
    try {
      fs.appendFileSync(this.#file, this.#isRaw ? text : `${time} [${names[level]}] ${text}\n`);
    } catch {
      // The folder may be gone already while a server ends.
    }
  }

  trace(text) {
    this.#write(0, text);
  }
  debug(text) {
    this.#write(1, text);
  }
  info(text) {
    this.#write(2, text);
  }
  warn(text) {
    this.#write(3, text);
  }
  error(text) {
    this.#write(4, text);
  }
  critical(text) {
    this.#write(5, text);
  }

  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  // An Output channel asks for text without time and line end.
  clearFormatters() {
    this.#isRaw = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

async function create(name, file) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  return new Logger("rotating", name, file);
}

// One by one: VS Code imports these names as an ES module and finds only what is assigned in this form.
exports.version = 11100;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;

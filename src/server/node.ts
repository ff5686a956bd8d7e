import { arch } from "node:os";
import { join } from "node:path";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import type { FileId } from "../text/span";
import { fileIdOf, NodeFiles, pathOf } from "./nodeFiles";
import { type Host, startServer } from "./server";

class NodeHost extends NodeFiles implements Host {
  readonly pages = fileIdOf(join(__dirname, "rules"));
  readonly hostPlatform = `linux/${arch() === "x64" ? "amd64" : arch()}`;

  setFolders(folders: readonly FileId[]): void {
    this.setRoots(folders.flatMap((folder) => pathOf(folder) ?? []));
  }
}

startServer(createConnection(ProposedFeatures.all), new NodeHost());

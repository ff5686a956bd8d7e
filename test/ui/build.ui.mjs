// @ts-check
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeContainersConfig } from "../buildah/machine.mjs";
import { setUpBuildah } from "../setup/buildah.mjs";

const architecture = process.arch === "x64" ? "amd64" : process.arch;
const pipeline = `build-host:
  script:
    - buildah build --platform=linux/${architecture} -t $CI_REGISTRY_IMAGE:host .
`;
const open = ".gitlab-ci.yml";

/**
 * A real Buildah with settings and images of its own.
 * @param {string} root
 */
async function prepare(root) {
  const tools = await setUpBuildah();
  const home = path.join(root, "home");
  const images = path.join(root, "images");
  await mkdir(path.join(root, "run"), { mode: 0o700 });
  await writeContainersConfig(home, "localhost", {
    "storage.conf": `[storage]\ndriver = "vfs"\ngraphroot = "${images}/storage"\nrunroot = "${images}/run"\n`,
    "containers.conf": `[containers]\ndefault_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]\n[engine]\nhelper_binaries_dir = ["${tools.helpers}"]\n`,
  });
  return {
    settings: { "buildahPipelines.run.buildahPath": tools.buildah },
    env: {
      BUILDAH_ISOLATION: "chroot",
      CONTAINERS_STORAGE_CONF: path.join(home, ".config", "containers", "storage.conf"),
      XDG_RUNTIME_DIR: path.join(root, "run"),
    },
  };
}

/** @type {import("./runner.mjs").UiTest[]} */
export default [
  {
    name: "The lens above a job builds its image with the real Buildah",
    files: {
      ".gitlab-ci.yml": pipeline,
      Containerfile: "FROM scratch\nCOPY page.html /\n",
      "page.html": "<p>Hello</p>\n",
    },
    open,
    prepare,
    async run({ workbench, screenshot }) {
      await workbench.clickCodeLens(`Build for linux/${architecture}`);
      // The one of the tests, not one that the machine happens to have.
      await workbench.waitForTerminal(/with Buildah 1\.39/);
      await workbench.waitForTerminal("Enter builds");
      await screenshot("build plan");
      await workbench.press("Enter");
      await workbench.waitForTerminal("COPY page.html /");
      await screenshot("build");
    },
  },
  {
    name: "A build that fails leads to the line of the Containerfile, and is explained",
    files: { ".gitlab-ci.yml": pipeline, Containerfile: "FROM scratch\n\nCOPY nothing.html /\n" },
    open,
    prepare,
    async run({ workbench, page, screenshot }) {
      await workbench.clickCodeLens(`Build for linux/${architecture}`);
      await workbench.waitForTerminal("Enter builds");
      await workbench.press("Enter");
      await workbench.waitForTerminal("COPY nothing.html /: the source is not there.");
      await page.getByRole("button", { name: "Show Details" }).first().waitFor();
      await screenshot("failed build");
      await page.getByRole("button", { name: "Show Details" }).first().click();
      await workbench.waitForTab(/^Why It Failed/m);
      await screenshot("failed build explained");
      await workbench.waitForProblem(/^Error: .* at line 3 and/m);
    },
  },
];

import type { Signature } from "../signature";

/** What fails inside a Containerfile, whatever the platform. */
export const containerfileSignatures: readonly Signature[] = [
  {
    id: "E53",
    pattern: /Unknown instruction: "(\S+?)"/,
    role: "error",
    title: ([, name]) =>
      `${name} is no instruction of a Containerfile. Up to Buildah 1.32 the lines of a heredoc (RUN <<EOF) are taken for instructions.`,
    fix: "Mend the spelling; for heredocs use Buildah 1.33 or newer, or && and \\ instead.",
  },
  {
    id: "E53",
    pattern:
      /no contents in "(\S+)"|no FROM statement found|\b(?:[A-Z]+) requires (?:at least|exactly) \w+ argument|[Dd]ockerfile parse error|unterminated heredoc|invalid mount type|can't find = in/,
    role: "error",
    title:
      "The Containerfile cannot be read: it is empty, has no FROM (or one whose ARG has no value), or an instruction is not complete.",
    fix: "Mend the instruction that the line names; an ARG that FROM uses needs a default or --build-arg.",
  },
  {
    id: "E55",
    pattern:
      /building at STEP "((?:COPY|ADD) .*?)": (?:checking on sources|copier: stat|.*no such file or directory|reading "http)/,
    role: "error",
    title: ([, step]) =>
      `${step}: the source is not there. It lies outside of the context, is ignored, is made by a job whose artifacts are not fetched, or its address does not answer.`,
    fix: "Look at the path from the context's folder, at .containerignore and .dockerignore, and at needs with artifacts.",
  },
  {
    id: "E56",
    pattern: /--from=(\S+): no stage or image found with that name/,
    role: "error",
    title: ([, name]) => `COPY --from=${name} names neither a stage above nor an image that can be had.`,
    fix: "Mend the stage's name (FROM … AS name), or write the image with its registry.",
  },
  {
    id: "E57",
    pattern: /determining run uid: user: unknown user|unable to find user (\S+)/,
    role: "error",
    title: "USER names a user that the image does not have.",
    fix: "Make the user in a RUN instruction above, or write a number.",
  },
  {
    id: "E54",
    pattern:
      /\/bin\/sh: (?:line \d+: |\d+: )?(\S+): (?:command )?not found|fork\/exec (\S+): no such file or directory/,
    role: "error",
    title: ([, command, path]) =>
      `A RUN instruction starts ${command ?? path}, which the image does not have for this platform.`,
    fix: "Install it in an instruction above. If it is there for one platform only, choose it by TARGETARCH.",
  },
  {
    id: "E54",
    pattern: /building at STEP "(RUN .*)": (?:while running runtime: )?exit status (\d+)/,
    role: "symptom",
    title: ([, step, status]) => `${step} ended with exit status ${status}: the command itself failed, not Buildah.`,
    fix: "Read the lines that the command printed above. If it fails on one platform only, look for downloads and packages of a fixed architecture.",
  },
];

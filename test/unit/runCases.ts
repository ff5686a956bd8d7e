/** Builds that fail, each in its own way, and what is to blame. They are the same for the recorded and for the real Buildah. */
export interface FailingBuild {
  readonly name: string;
  readonly containerfile: string;
  /** Other than `.`. */
  readonly arguments?: readonly string[];
  /** The line of the instruction to blame, one-based; undefined for the command as a whole. */
  readonly line: number | undefined;
  readonly message: RegExp;
  /** Where 1.28 says something else. */
  readonly in128?: { readonly line: number | undefined; readonly message: RegExp };
}

const base = "localhost/base";

/** `localhost/base` has a shell; `localhost/triggers` two ONBUILD triggers. */
export const failingBuilds: readonly FailingBuild[] = [
  {
    name: "RUN over several lines with a comment in it",
    containerfile: `FROM ${base}\nENV A=b\nRUN echo before\nRUN echo $A && \\\n    # a comment\n    echo   two \\\n && false\n`,
    line: 4,
    message: /^RUN failed: exit status 1$/,
  },
  {
    name: "RUN of the last stage, with an unused stage before it",
    containerfile: `ARG X=${base}\nFROM $X AS build\nRUN echo hi > /x\nFROM scratch AS unused\nCOPY --from=build /x /y\nFROM ${base}\nCOPY --from=build /x /x\nRUN cat /x /nope\n`,
    line: 8,
    message: /^RUN failed: exit status 1: cat: can't open '\/nope': No such file or directory$/,
  },
  {
    name: "RUN of the first of two stages",
    containerfile: `FROM ${base} AS build\nRUN exit 3\nFROM ${base}\nCOPY --from=build /x /x\n`,
    line: 2,
    message: /^RUN failed: exit status 3$/,
  },
  {
    name: "the second of two equal instructions",
    containerfile: `FROM ${base}\nRUN [ ! -e /a ] && touch /a\nRUN [ ! -e /a ] && touch /a\n`,
    line: 3,
    message: /^RUN failed: exit status 1$/,
  },
  {
    name: "an unknown instruction",
    containerfile: `FROM ${base}\n\nRNU echo x\n`,
    line: 3,
    message: /^Unknown instruction: "RNU"$/,
  },
  {
    name: "COPY of a file that is not there",
    containerfile: `FROM ${base}\nENV F=missing.txt\nCOPY $F /\n`,
    line: 3,
    message: /^COPY failed: checking on sources under ".*": copier: stat: "\/missing.txt": no such file or directory$/,
  },
  {
    name: "COPY from a stage that is not there",
    containerfile: `FROM ${base}\nCOPY --from=nostage /x /\n`,
    line: 2,
    message: /^COPY failed: COPY --from=nostage: no stage or image found with that name$/,
  },
  {
    name: "FROM of the second stage",
    containerfile: `FROM ${base} AS a\nRUN true\nFROM localhost:1/nosuch:1\nCOPY --from=a /x /\n`,
    arguments: ["--retry=0", "."],
    line: 3,
    message:
      /^FROM failed: initializing source docker:\/\/localhost:1\/nosuch:1: pinging container registry localhost:1: /,
  },
  {
    name: "FROM without a value",
    containerfile: "ARG Z\nFROM $Z\nRUN true\n",
    line: 2,
    message: /^determining starting point for build: no FROM statement found$/,
  },
  { name: "an empty Containerfile", containerfile: "", line: undefined, message: /^no contents in ".*Containerfile"$/ },
  { name: "no FROM", containerfile: "RUN true\n", line: undefined, message: /^no FROM statement found$/ },
  {
    name: "FROM with too many words",
    containerfile: "FROM a b c\nRUN true\n",
    line: 1,
    message: /^FROM requires either one argument, or three: /,
  },
  {
    name: "an unknown flag of RUN",
    containerfile: `FROM ${base}\nRUN --mounting=x true\n`,
    line: 2,
    message: /^RUN failed: RUN only supports the --mount/,
  },
  {
    name: "an unknown flag of COPY",
    containerfile: `FROM ${base}\nCOPY --chwon=1 x y\n`,
    line: 2,
    message: /^COPY failed: COPY only supports the --chmod/,
  },
  {
    name: "ENV without a value",
    containerfile: `FROM ${base}\nENV A=1\nENV B\n`,
    line: undefined,
    message: /^ENV must have two arguments$/,
  },
  {
    name: "the only ENV without a value",
    containerfile: `FROM ${base}\nENV B\n`,
    line: 2,
    message: /^ENV must have two arguments$/,
  },
  {
    name: "a word without = in ENV",
    containerfile: `FROM ${base}\nENV X=1\nENV A=b stray\n`,
    line: 3,
    message: /^Syntax error - can't find = in "stray"\. Must be of the form: name=value$/,
  },
  {
    name: "a heredoc",
    containerfile: `FROM ${base}\nRUN <<EOF\necho one\nexit 4\nEOF\nRUN true\n`,
    line: 2,
    message: /^RUN failed: exit status 4$/,
    in128: { line: 2, message: /^Unknown instruction: "ECHO"$/ },
  },
  {
    name: "a heredoc without its end",
    containerfile: `FROM ${base}\nRUN true\nRUN <<EOF\necho one\n`,
    line: 3,
    message: /^EOF: unterminated heredoc$/,
    in128: { line: 4, message: /^Unknown instruction: "ECHO"$/ },
  },
  {
    name: "a program that prints what Buildah prints",
    containerfile: `FROM ${base}\nRUN echo "STEP 3/3: RUN never" && echo 'Error: building at STEP "RUN never": exit status 9' >&2\nRUN echo a; false\nRUN never\n`,
    line: 3,
    message: /^RUN failed: exit status 1$/,
  },
  {
    name: "quotes and colons in the step",
    containerfile: `FROM ${base}\nRUN echo "a": && sh -c "exit 6" # "b": "c"\n`,
    line: 2,
    message: /^RUN failed: exit status 6$/,
  },
  {
    name: "ARG of a platform",
    containerfile: `FROM ${base}\nARG TARGETPLATFORM=x\nRUN true\n`,
    line: 2,
    message: /^ARG failed: attempted to redefine "TARGETPLATFORM": invalid argument$/,
    in128: { line: 2, message: /^ARG failed: error parsing TARGETPLATFORM argument$/ },
  },
  {
    name: "a wrong flag of HEALTHCHECK",
    containerfile: `FROM ${base}\nHEALTHCHECK --intervall=1s CMD true\n`,
    line: 2,
    message: /^HEALTHCHECK failed: flag provided but not defined: -intervall$/,
  },
  {
    name: "an unknown user",
    containerfile: `FROM ${base}\nUSER nobodyx\nRUN true\n`,
    line: 3,
    message: /^RUN failed: determining run uid: user: unknown user error looking up user "nobodyx"$/,
  },
  {
    name: "a program that is not there",
    containerfile: `FROM ${base}\nRUN ["/no/such"]\n`,
    line: 2,
    message:
      /^RUN failed: exit status 1: process failed to start with error: fork\/exec \/no\/such: no such file or directory/,
  },
  {
    name: "an instruction of the file behind the base image's triggers",
    containerfile: "FROM localhost/triggers\nRUN echo own\nRUN false\n",
    line: 3,
    message: /^RUN failed: exit status 1$/,
  },
  {
    name: "a trigger of the base image",
    containerfile: "FROM localhost/failing-trigger\nRUN echo own\n",
    line: 1,
    message: /^RUN failed: exit status 5$/,
  },
  {
    name: "another escape character",
    containerfile: `# escape=\`\nFROM ${base}\nRUN echo a \`\n  && false\n`,
    line: 3,
    message: /^RUN failed: exit status 1$/,
  },
  {
    name: "lower case",
    containerfile: `from ${base} as q\nrun false\n`,
    line: 2,
    message: /^RUN failed: exit status 1$/,
  },
  {
    name: "a stage that is used before it is there",
    containerfile: `FROM ${base}\nCOPY --from=9 /x /x\n`,
    line: undefined,
    message: /^Buildah crashed: runtime error: index out of range \[9\] with length 1$/,
  },
  {
    name: "stages at the same time",
    containerfile: `FROM ${base} AS a\nRUN sleep 1; exit 8\nFROM ${base} AS b\nRUN sleep 3\nFROM scratch\nCOPY --from=a /bin /1\nCOPY --from=b /bin /2\n`,
    arguments: ["--jobs=4", "."],
    line: 2,
    message: /^RUN failed: exit status 8$/,
  },
  {
    name: "a quiet build",
    containerfile: `FROM ${base} AS build\nRUN exit 3\nFROM ${base}\nCOPY --from=build /x /x\n`,
    arguments: ["--quiet", "."],
    line: 2,
    message: /^RUN failed: exit status 3$/,
  },
  {
    name: "a build with labels",
    containerfile: `FROM ${base}\nRUN false\nRUN true\n`,
    arguments: ["--label=a=b", "."],
    line: 2,
    message: /^RUN failed: exit status 1$/,
  },
  {
    name: "a build with layers",
    containerfile: `FROM ${base}\nENV A=b\nRUN false\n`,
    arguments: ["--layers", "."],
    line: 3,
    message: /^RUN failed: exit status 1$/,
  },
  {
    name: "an earlier stage as the target",
    containerfile: `FROM ${base} AS build\nRUN exit 2\nFROM scratch\nCOPY --from=build /x /y\n`,
    arguments: ["--target=build", "."],
    line: 2,
    message: /^RUN failed: exit status 2$/,
  },
  {
    name: "two platforms, one of which has no base image",
    containerfile: `FROM localhost/base\nRUN exit 2\n`,
    arguments: ["--platform=linux/s390x,linux/ppc64le", "--retry=0", "."],
    line: 1,
    message:
      /^FROM failed for linux\/(s390x|ppc64le): initializing source docker:\/\/localhost\/base:latest: pinging .* \(and 1 more error\)$/,
  },
  {
    name: "two platforms, RUN",
    containerfile: "FROM scratch\nCOPY bin /bin\nRUN exit 2\n",
    arguments: ["--platform=linux/amd64,linux/amd64/v2", "."],
    line: 3,
    message: /^RUN failed for linux\/amd64(\/v2)?: exit status 2( \(and 1 more error\))?$/,
  },
  {
    name: "a Containerfile that is not there",
    containerfile: `FROM ${base}\n`,
    arguments: ["--file=nope", "."],
    line: undefined,
    message: /^stat .*\/nope: no such file or directory$/,
  },
  {
    name: "an unknown flag of the command",
    containerfile: `FROM ${base}\n`,
    arguments: ["--frob", "."],
    line: undefined,
    message: /^unknown flag: --frob$/,
  },
  {
    name: "a name that is none",
    containerfile: `FROM ${base}\n`,
    arguments: ["--tag=X:y", "."],
    line: undefined,
    message: /^tag X:y: invalid reference format: repository name must be lowercase$/,
  },
  {
    name: "a platform that is none",
    containerfile: `FROM ${base}\n`,
    arguments: ["--platform=linux/a/b/c", "."],
    line: undefined,
    message: /^building system context: invalid platform syntax for /,
  },
  {
    name: "a folder that is not there",
    containerfile: `FROM ${base}\n`,
    arguments: ["nosuchdir"],
    line: undefined,
    message: /^discovering Containerfile: stat .*\/nosuchdir: no such file or directory$/,
  },
];

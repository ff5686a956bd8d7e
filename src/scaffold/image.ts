/** The name of the list, read. */
export interface ImageAnswer {
  /** As the user typed it. */
  readonly name: string;
  /** The name without its tag: architecture references are made of it. */
  readonly repository: string;
  /** Undefined when none is written, which means `latest`. */
  readonly tag: string | undefined;
}

/** Why an answer does not do, in one sentence. */
export interface Refusal {
  readonly message: string;
}

const example = "$CI_REGISTRY_IMAGE:latest";

/** The variables of this project's registry, whole: `$CI_REGISTRY_IMAGES` is another variable. */
const registryImage = /^\$(?:CI_REGISTRY_IMAGE(?!\w)|\{CI_REGISTRY_IMAGE\})/;
const registry = /^\$(?:CI_REGISTRY(?!\w)|\{CI_REGISTRY\})/;

/** A component of a path (distribution/reference, grammar of names); variables are replaced by a letter before. */
const component = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;

/** Reads the image's name. Variables within it stand for letters that are valid there: their values are not known. */
export function readImage(name: string): ImageAnswer | Refusal {
  if (name === "") return { message: `The image needs a name, for example ${example}.` };
  if (/\s/.test(name)) return { message: "The image name cannot hold blanks." };
  if (name.includes("@")) {
    return {
      message: `A digest names an image that exists already: give the new image a tag, for example ${example}.`,
    };
  }
  if (/[$%{}]/.test(withoutVariables(name))) {
    return {
      message: "GitLab replaces $NAME and ${NAME} in variables and nothing else: write the image name with those.",
    };
  }
  if (/^[a-z-]+:\/\//.test(name)) return { message: `Write the image name without ${name.split("/", 1)[0]}//.` };
  const prefix = registryImage.exec(name)?.[0] ?? registry.exec(name)?.[0];
  if (prefix === undefined) {
    return {
      message: `The pipeline can only push to the registry of its own GitLab project for now: begin the name with $CI_REGISTRY_IMAGE, for example ${example}.`,
    };
  }
  const rest = name.slice(prefix.length);
  const colon = rest.indexOf(":");
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  const message = refusePath(prefix, path) ?? (tag === undefined ? undefined : refuseTag(tag));
  return message === undefined ? { name, repository: prefix + path, tag } : { message };
}

function refusePath(prefix: string, path: string): string | undefined {
  if (path === "") return registryImage.test(prefix) ? undefined : `After ${prefix} comes / and the path of the image.`;
  if (!path.startsWith("/")) return `After ${prefix} comes / or a tag, not ${path}.`;
  const parts = withoutVariables(path).slice(1).split("/");
  if (parts.some((part) => /[A-Z]/.test(part))) return "The image name cannot hold capital letters.";
  const bad = parts.findIndex((part) => !component.test(part));
  if (bad < 0) return undefined;
  const written = path.slice(1).split("/")[bad]!;
  if (written === "") return "The image name has a / too many.";
  return `${written} cannot be part of an image name: it takes small letters and digits, with . _ or - between them.`;
}

function refuseTag(tag: string): string | undefined {
  if (tag === "") return "After the colon of the image name comes a tag.";
  if (/^\w[\w.-]{0,127}$/.test(withoutVariables(tag))) return undefined;
  return `${tag} cannot be a tag: it takes up to 128 letters, digits, . _ and -, and begins with a letter, a digit or _.`;
}

/** GitLab replaces `$NAME` and `${NAME}` in variables, but not the other forms of a shell (`${NAME:-x}`). */
function withoutVariables(text: string): string {
  return text.replaceAll(/\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})/g, "v");
}

import { architectureOfWord } from "../buildah/platform";
import { readReference } from "../buildah/reference";
import { nowhere } from "../text/span";
import { Value } from "../text/value";
import { readReferenceArchitecture } from "./architectureNames";

/** The architecture that the name of a base image tells, and the part of the name that tells it. */
export interface NamedBase {
  readonly architecture: string;
  readonly word: string;
}

/** Namespaces of one architecture on Docker Hub (docker-library/official-images, "Architectures other than amd64"). */
const namespaces = /^(amd64|arm32v[567]|arm64v8|i386|mips64le|ppc64le|riscv64|s390x)$/;

/** Reads the name of an image that is for one architecture: `arm64v8/alpine`, `balenalib/amd64-debian`, `app:1-arm64`. */
export function readNamedBase(image: string): NamedBase | undefined {
  const reference = readReference(Value.literal(image, nowhere), nowhere);
  const parts = reference.repository.flat.split("/");
  const namespace = parts.at(-2) ?? "";
  if (namespaces.test(namespace)) return { architecture: architectureOfWord(namespace)!, word: namespace };
  if (namespace === "balenalib") {
    const word = parts.at(-1)!.split("-", 1)[0]!;
    const architecture = word === "armv7hf" || word === "rpi" ? "arm" : architectureOfWord(word);
    return architecture === undefined ? undefined : { architecture, word };
  }
  const named = readReferenceArchitecture(reference);
  const [architecture] = named?.architectures ?? [];
  return named && !named.isWeak && architecture !== undefined ? { architecture, word: named.word } : undefined;
}

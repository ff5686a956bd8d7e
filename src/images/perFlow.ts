import type { ImageFlow } from "./flow";

/** Works something out for a pipeline once, until it is read anew. */
export function perFlow<T>(make: (flow: ImageFlow) => T): (flow: ImageFlow) => T {
  const known = new WeakMap<ImageFlow, { readonly value: T }>();
  return (flow) => {
    const made = known.get(flow) ?? { value: make(flow) };
    known.set(flow, made);
    return made.value;
  };
}

import type { ImageFlow } from "./flow";

/**
 * Works something out for a pipeline once, until it is read anew. One and the same flow may show the pipeline of each
 * revision, so the revision is asked for too.
 */
export function perFlow<T>(make: (flow: ImageFlow) => T): (flow: ImageFlow) => T {
  const known = new WeakMap<ImageFlow, { readonly revision: number; readonly value: T }>();
  return (flow) => {
    const { revision } = flow;
    const before = known.get(flow);
    if (before?.revision === revision) return before.value;
    const value = make(flow);
    known.set(flow, { revision, value });
    return value;
  };
}

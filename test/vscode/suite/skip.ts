// Test files are bundled one by one, so the reason travels on mocha's own object, not in a variable of this module.
const key = "buildahPipelinesSkipReason";

/**
 * Ends a test as skipped, with a reason for the report: `it("…", function () { skip(this, "needs Buildah"); })`.
 */
export function skip(context: Mocha.Context, reason: string): never {
  const runnable = context.test ?? context.currentTest;
  if (runnable) Object.assign(runnable, { [key]: reason });
  return context.skip();
}

/** Why a test was skipped. */
export function skipReason(test: Mocha.Runnable): string {
  const reason: unknown = Reflect.get(test, key);
  return typeof reason === "string" ? reason : "no reason given";
}

import { type Answer, makeCoexistence } from "../gitlab/conditions/coexistence";
import type { PresenceTest } from "../gitlab/conditions/condition";
import type { Instance, Job } from "../gitlab/pipeline";

/** An instance of a job. */
export interface Member {
  readonly job: Job;
  readonly instance: Instance;
}

/** Which jobs are in one pipeline, as far as their conditions tell. */
export interface Together {
  /** Whether some pipeline has both, the second one in the way that is asked for. */
  readonly canBeTogether: (a: Member, b: Member, how?: PresenceTest) => Answer;
  /** Whether every pipeline that has `member` has the other one too, in the way that is asked for. */
  readonly isAlwaysThere: (other: Member, member: Member, how?: PresenceTest) => Answer;
  /** True when every pipeline that has an instance of a job has all instances of the other one. */
  readonly canAlwaysNeed: (job: Job, other: Job) => boolean;
}

export function makeTogether(): Together {
  const coexistence = makeCoexistence();
  const conditionOf = ({ job, instance }: Member) => job.condition(instance);
  const conditionsOf = (job: Job) => new Set(job.instances.map((instance) => job.condition(instance)));
  return {
    canBeTogether: (a, b, how) => coexistence.canBeTogether(conditionOf(a), conditionOf(b), how),
    isAlwaysThere: (other, member, how) => coexistence.isAlwaysThere(conditionOf(other), conditionOf(member), how),
    canAlwaysNeed: (job, other) =>
      [...conditionsOf(job)].every((own) =>
        [...conditionsOf(other)].every((needed) => coexistence.isAlwaysThere(needed, own) === "yes"),
      ),
  };
}

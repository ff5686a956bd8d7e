import type { MachineCheck } from "../../protocol/messages";

/** One thing that builds depend on, on a machine. */
export type Check = Omit<MachineCheck, "places">;

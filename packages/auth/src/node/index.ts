export type { ClientAuth } from "@mortise/protocol";

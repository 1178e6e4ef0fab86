export type { AuthProvider, ClientAuth } from "@mortise/protocol";

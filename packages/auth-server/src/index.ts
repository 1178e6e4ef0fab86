export type { AuthProvider } from "@mortise/protocol";

export type { Finding, Severity, Subject } from "./finding.ts";

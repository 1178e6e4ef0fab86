import type { ConnectionState, ConnectionStatus } from "../../contract/index.ts";

const STATUS: Readonly<Record<ConnectionStatus, string>> = {
  connecting: "connecting",
  "signing-in": "sign-in needed",
  "needs-auth": "sign-in needed",
  connected: "connected",
  stale: "reconnecting",
  failed: "failed",
  disconnected: "disconnected",
};

export function nameStatus(status: ConnectionStatus): string {
  return STATUS[status];
}

/** The name of a server as it gives it, or the label of its connection. */
export function nameConnection(connection: ConnectionState): string {
  return connection.serverInfo?.title ?? connection.serverInfo?.name ?? connection.label;
}

export function nameTransport(connection: ConnectionState): string {
  return connection.kind === "stdio" ? "stdio" : "HTTP";
}

/** Whether the server speaks a revision without sessions. */
export function nameRevision(revision: string): string {
  return revision >= "2026-07-28" ? `modern ${revision}` : `legacy ${revision}`;
}

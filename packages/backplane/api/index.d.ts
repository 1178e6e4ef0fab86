// The public declarations of @mortise/backplane. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";

export interface OpenBackplaneOptions extends ConnectionOptions {
  readonly prefix?: string;
  readonly maxConnections?: number;
  readonly maxEvents?: number;
  readonly maxStreamCharacters?: number;
  readonly sweepMs?: number;
}

export declare function openBackplane(url: string, options?: OpenBackplaneOptions): Promise<Backplane>;

/** An image that stands for a server, tool, resource or prompt. */
export interface Icon {
  /** An `https:` or `data:` URI. */
  readonly src: string;
  readonly mimeType?: string;
  /** Sizes such as `48x48`, or `any` for a scalable image. */
  readonly sizes?: readonly string[];
  readonly theme?: "light" | "dark";
}

/** Names the software at one end of a connection; self-reported and unverified. */
export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly description?: string;
  readonly websiteUrl?: string;
  readonly icons?: readonly Icon[];
}

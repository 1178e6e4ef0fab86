/** An image that stands for a server, tool, resource or prompt. */
export interface Icon {
  /** An `https:` or `data:` URI. */
  readonly src: string;
  /** The media type, if the source does not name it. */
  readonly mimeType?: string;
  /** Sizes such as `48x48`, or `any` for a scalable image. */
  readonly sizes?: readonly string[];
  /** The background that the icon is made for. */
  readonly theme?: "light" | "dark";
}

/** Names the software at one end of a connection; self-reported and unverified. */
export interface Implementation {
  /** The name for programs. */
  readonly name: string;
  /** The version of the program. */
  readonly version: string;
  /** The name for people. */
  readonly title?: string;
  /** One sentence about the program. */
  readonly description?: string;
  /** The program's page. */
  readonly websiteUrl?: string;
  /** Icons for a list of programs. */
  readonly icons?: readonly Icon[];
}

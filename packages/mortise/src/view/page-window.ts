/** An element, as far as a view touches it. */
export interface PageElement {
  readonly style: {
    height: string;
    colorScheme: string;
    setProperty(name: string, value: string): void;
  };
  readonly dataset: Record<string, string | undefined>;
  getBoundingClientRect(): { readonly height: number };
}

/** A message of another window. */
export interface PageMessage {
  readonly source: unknown;
  readonly data: unknown;
}

/** The window of a browser as far as a view touches it, so that no program needs the types of the DOM. */
export interface PageWindow {
  readonly parent: { postMessage(message: unknown, targetOrigin: string): void };
  readonly innerWidth: number;
  readonly document: { readonly documentElement: PageElement };
  readonly ResizeObserver: new (
    onChange: () => void,
  ) => { observe(element: PageElement): void; disconnect(): void };
  addEventListener(type: "message", listener: (message: PageMessage) => void): void;
  removeEventListener(type: "message", listener: (message: PageMessage) => void): void;
}

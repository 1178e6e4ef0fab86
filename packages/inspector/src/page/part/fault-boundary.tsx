import type { ReactNode } from "react";
import { Component } from "react";
import { FailureCard } from "./failure-card.tsx";

interface Props {
  /** The part of the page, as its sentence begins with it. */
  readonly part: string;
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | undefined;
}

/**
 * Draws a part of the page, or why it could not be drawn: values of a server may have any type, and one of
 * them must not take the rest of the page with it. Another `key` draws the part again.
 */
export class FaultBoundary extends Component<Props, State> {
  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override state: State = { error: undefined };

  override render(): ReactNode {
    const { error } = this.state;
    const { part, children } = this.props;
    if (error === undefined) return children;
    const failure = {
      code: "NOT_DRAWN",
      step: "draw this part of the page",
      cause: error.message,
      fix: "look at the value in the wire log, and report this with it",
    };
    return (
      <FailureCard
        failure={failure}
        onRetry={() => this.setState({ error: undefined })}
        title={`${part} could not be drawn`}
      />
    );
  }
}

import React from 'react';

export interface IOrTextProps {
  /** The plain text that stands beside the payload in the notebook. */
  text: string;
  /** Null where the payload was not understood. */
  children: React.ReactNode;
}

/** A payload's view, or its plain text where there is none or it cannot be drawn. */
export class OrText extends React.Component<IOrTextProps, { failed: boolean }> {
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  state = { failed: false };

  /** Another payload may be drawn though the last one could not. */
  componentDidUpdate(before: IOrTextProps): void {
    if (this.state.failed && before.children !== this.props.children) {
      this.setState({ failed: false });
    }
  }

  render(): React.ReactNode {
    const { text, children } = this.props;
    return this.state.failed || children === null ? <pre className="nt-RunRenderer-text">{text}</pre> : children;
  }
}

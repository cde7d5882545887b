import React, { useState, type KeyboardEvent } from 'react';

import { displayText } from '../ui/displayText';

export interface IEditableProps {
  value: string;
  label: string;
  onChange: (value: string) => void;
  /** Shown where there is no text yet. */
  placeholder?: string;
  multiline?: boolean;
  className?: string;
}

/**
 * A text that can be changed where it stands: Enter or F2 begins, Enter keeps
 * (Ctrl Enter in several lines), Esc gives up, leaving keeps.
 */
export function Editable(props: IEditableProps): JSX.Element {
  const { value, label, onChange, placeholder, multiline, className = '' } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const keep = () => {
    if (draft !== null && draft.trim() !== value && (multiline || draft.trim() !== '')) {
      onChange(draft.trim());
    }
    setDraft(null);
  };
  if (draft === null) {
    return (
      <button
        type="button"
        className={`nt-Editable ${className}${value ? '' : ' nt-mod-empty'}`}
        title={label}
        onClick={() => setDraft(value)}
        onKeyDown={event => {
          if (event.key === 'F2') {
            event.preventDefault();
            setDraft(value);
          }
        }}
      >
        <bdi>{displayText(value) || placeholder}</bdi>
      </button>
    );
  }
  const shared = {
    className: `nt-Editable-field ${className}`,
    'aria-label': label,
    value: draft,
    autoFocus: true,
    onBlur: keep,
    onKeyDown: (event: KeyboardEvent) => {
      event.stopPropagation();
      if (event.key === 'Escape') {
        setDraft(null);
      } else if (event.key === 'Enter' && (!multiline || event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        keep();
      }
    }
  };
  return multiline ? (
    <textarea {...shared} rows={5} onChange={event => setDraft(event.target.value)} />
  ) : (
    <input {...shared} onChange={event => setDraft(event.target.value)} />
  );
}

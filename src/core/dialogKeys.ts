/** Several lines can be typed into some dialogs of nbtrail: Ctrl Enter (Cmd Enter) in these is their button. */
export function submitDialogsOnCtrlEnter(): void {
  document.addEventListener(
    'keydown',
    event => {
      if (
        event.key !== 'Enter' ||
        !(event.ctrlKey || event.metaKey) ||
        !(event.target instanceof HTMLTextAreaElement)
      ) {
        return;
      }
      const dialog = event.target.closest('.jp-Dialog');
      if (dialog && event.target.closest('[class*="nt-"]')) {
        event.preventDefault();
        event.stopImmediatePropagation();
        dialog.querySelector<HTMLButtonElement>('.jp-Dialog-button.jp-mod-accept')?.click();
      }
    },
    true
  );
}

/** Node's WebSocket, with its types, for the extension's tests. */
export { WebSocket } from 'ws';

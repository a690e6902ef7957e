import type { InboundFile, TradingPartner } from '../ports.ts';

/** A trading partner in memory: keeps what was sent to it and hands out what a replay puts into it. */
export interface MemoryPartner extends TradingPartner {
  put(file: InboundFile): void;
  /** Everything sent since the last call, in order. */
  takeSent(): readonly InboundFile[];
}

export function openMemoryPartner(name: string): MemoryPartner {
  const inbound = new Map<string, InboundFile>();
  let sent: InboundFile[] = [];
  return {
    name,
    ignoresDuplicates: true,
    put: (file) => void inbound.set(file.name, file),
    takeSent() {
      const files = sent;
      sent = [];
      return files;
    },
    async send(file) {
      sent.push(file);
      return 'sent';
    },
    async receive() {
      return [...inbound.values()];
    },
    async archive(fileName) {
      inbound.delete(fileName);
    },
  };
}

import { openLedger } from '../../src/adapters/ledger.ts';
import { ledgerConformance } from '../conformance/ledger.ts';

ledgerConformance('embedded PostgreSQL', () => openLedger({ embedded: {} }));

import { openMemoryStore } from '../../../src/adapters/store/memory_store.ts';
import { storeContract } from './store_contract.ts';

storeContract('in memory', openMemoryStore);

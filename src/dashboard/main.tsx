/** The page begins here. */
import { createRoot } from 'react-dom/client';
import { App } from './shell/app.tsx';
import './ui/tokens.css';
import './ui/base.css';

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);

/** Icons, drawn by us with one stroke: 24 units, in the colour of the text around them. */
const PATHS = {
  add: 'M12 5v14M5 12h14',
  back: 'M15 5l-7 7 7 7',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21h4',
  book: 'M12 7c-2-2-5-2-8-2v13c3 0 6 0 8 2 2-2 5-2 8-2V5c-3 0-6 0-8 2zM12 7v13',
  chart: 'M4 20h16M7 16v-5M12 16V6M17 16v-8',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  chevron: 'M9 5l7 7-7 7',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2',
  close: 'M6 6l12 12M18 6L6 18',
  code: 'M9 7l-5 5 5 5M15 7l5 5-5 5',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  database: 'M5 6c0-3 14-3 14 0v12c0 3-14 3-14 0zM5 6c0 3 14 3 14 0M5 12c0 3 14 3 14 0',
  down: 'M12 4v12M7 11l5 5 5-5M5 20h14',
  edit: 'M5 19l1-4L16 5l3 3L9 18z',
  error: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5v5.5M12 16.4v.1',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  folder: 'M3.5 6.5h6l2 2.5h9v10h-17z',
  key: 'M8.5 11.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M11 13l8.5-8.5M16 8l2.5 2.5M13.5 10.5l2 2',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  minus: 'M5 12h14',
  moon: 'M19 14.5A7.5 7.5 0 1 1 9.5 5a6 6 0 0 0 9.5 9.5',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  people: 'M9 5.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M3.5 19c.4-6 10.6-6 11 0M16 6a2.6 2.6 0 0 1 0 5.2M17.5 14c2 .6 3 2.4 3 5',
  play: 'M8 5.5l10 6.5-10 6.5z',
  process: 'M4 4.5h6v5H4zM14 14.5h6v5h-6zM10 7h4.5a2.5 2.5 0 0 1 2.5 2.5v5',
  pulse: 'M3 12h4l3-7 4 14 3-7h4',
  queue: 'M4 6h16v3.5H4zM4 12h16v3.5H4zM8 19h8',
  redo: 'M19 9h-9a5 5 0 0 0 0 10h3M15 5l4 4-4 4',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5L20 20',
  send: 'M4 12l16-7-6 15-3-6z',
  settings: 'M5 8h9M18 8h1M5 16h1M10 16h9M16 6v4M8 14v4',
  share: 'M12 15V4M8 7.5L12 4l4 3.5M5 13v6.5h14V13',
  star: 'M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.7-5 2.7 1.1-5.5L4 9.7 9.6 9z',
  state: 'M6 4.5h12v6H6zM6 15h12v4.5H6zM12 10.5V15',
  stop: 'M7 7h10v10H7z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1',
  template: 'M4.5 4.5h15v5h-15zM4.5 13.5h6v6h-6zM14.5 13.5h5v6h-5z',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.3 10.5v6M13.7 10.5v6',
  undo: 'M5 9h9a5 5 0 0 1 0 10h-3M9 5L5 9l4 4',
  up: 'M12 16V4M7 9l5-5 5 5M5 20h14',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17.4v.1',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18, filled = false }: { name: IconName; size?: number; filled?: boolean }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
    >
      <path d={PATHS[name]} strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

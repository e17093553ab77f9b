import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router-dom';
import { ApiError } from './api/client';
import { Rooms } from './app/Rooms';
import './app/style.css';
import { ThemeProvider } from './app/theme';
import { WordsProvider } from './words';

const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      // What the server refused it will refuse again; only what did not arrive is worth asking twice.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && [0, 503].includes(error.problem.status),
    },
  },
});

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <WordsProvider>
      <ThemeProvider>
        <QueryClientProvider client={cache}>
          <BrowserRouter>
            <Rooms />
          </BrowserRouter>
        </QueryClientProvider>
      </ThemeProvider>
    </WordsProvider>,
  );

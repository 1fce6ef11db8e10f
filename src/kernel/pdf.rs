//! How many pages a PDF has, and how large they are. A PDF can be made to take a reader's memory, time or stack, so each is
//! read in a process of its own, which has little of all three and none of our settings: what goes wrong there is that this
//! one PDF is shown without its pages.

use crate::{
    kernel::{
        storage::{Opened, Storage, in_workspace},
        upload::PDF_MAX,
    },
    model::{OrgId, WorkspaceId, document::Pages},
};
use futures::TryStreamExt;
use hayro_syntax::Pdf;
use rustix::process::{Resource, Rlimit, setrlimit};
use std::{
    collections::HashMap,
    env,
    io::{self, Read},
    num::NonZero,
    path::PathBuf,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError, Weak},
    thread::available_parallelism,
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    sync::Semaphore,
    time::timeout,
};

/// The program's command that reads a PDF from its input and writes its [`Pages`] as JSON.
pub const COMMAND: &str = "pdf-pages";
/// How long whoever uploads waits for it, for its turn included.
const PATIENCE: Duration = Duration::from_secs(3);
/// What the process may have: address space in bytes, and seconds of a core.
const MEMORY: u64 = 512 * 1024 * 1024;
const CORE_SECONDS: u64 = 2;
/// What a unit of a PDF's pages is unless it says otherwise, in hundredths of a point.
const POINT: f64 = 100.0;
/// How many bytes an answer has at most.
const ANSWER_MAX: u64 = 200;

/// Has PDFs read: of an organization one at a time, and of all as many as there are cores, two at least. So what one of them
/// makes take long keeps nobody else's from being read.
pub struct PdfReader {
    /// This program's file.
    program: PathBuf,
    turns: Semaphore,
    /// The turn of each organization whose PDF is being read or waits.
    own: Mutex<HashMap<OrgId, Weak<Semaphore>>>,
}

impl Default for PdfReader {
    fn default() -> Self {
        // Without a path nothing starts, and no PDF's pages are known.
        let program = env::current_exe().unwrap_or_default();
        let cores = available_parallelism().map_or(1, NonZero::get);
        Self { program, turns: Semaphore::new(cores.max(2)), own: Mutex::default() }
    }
}

impl PdfReader {
    /// The pages of a file of a workspace. None where they can't be read, or not in time.
    pub async fn pages(&self, storage: &Storage, place: (OrgId, WorkspaceId), file: &str) -> Option<Pages> {
        let asked = timeout(PATIENCE, self.ask(storage, place, file)).await;
        let asked = asked.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        asked.inspect_err(|error| tracing::warn!(file, %error, "a PDF's pages couldn't be read")).ok().flatten()
    }

    async fn ask(&self, storage: &Storage, place: (OrgId, WorkspaceId), file: &str) -> io::Result<Option<Pages>> {
        let own = self.turn_of(place.0);
        let _own = own.acquire().await.map_err(io::Error::other)?;
        let _turn = self.turns.acquire().await.map_err(io::Error::other)?;
        let opened = storage.open(&in_workspace(place, file)).await.map_err(io::Error::other)?;
        let Some(opened) = opened else { return Ok(None) };
        // The tests' program has no such command, and reads PDFs of their own.
        if cfg!(test) {
            let content: Vec<_> = opened.content.try_collect().await?;
            return Ok(read(content.concat()));
        }
        self.ask_apart(opened).await
    }

    fn turn_of(&self, org: OrgId) -> Arc<Semaphore> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.retain(|_, turn| turn.strong_count() > 0);
        own.get(&org).and_then(Weak::upgrade).unwrap_or_else(|| {
            let turn = Arc::new(Semaphore::new(1));
            own.insert(org, Arc::downgrade(&turn));
            turn
        })
    }

    async fn ask_apart(&self, opened: Opened) -> io::Result<Option<Pages>> {
        let mut process = Command::new(&self.program)
            .arg(COMMAND)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(mut input), Some(output)) = (process.stdin.take(), process.stdout.take()) else { return Ok(None) };
        let mut content = opened.content;
        while let Some(piece) = content.try_next().await? {
            // It may have ended already: then its answer says why there is none.
            if input.write_all(&piece).await.is_err() {
                break;
            }
        }
        drop(input);
        let mut answer = Vec::new();
        output.take(ANSWER_MAX).read_to_end(&mut answer).await?;
        process.wait().await?;
        Ok(serde_json::from_slice(&answer).ok())
    }
}

/// What the process does: reads the PDF that is its input, and writes its pages; nothing where it can't.
pub fn read_input() -> io::Result<()> {
    let most = |limit| Rlimit { current: Some(limit), maximum: Some(limit) };
    setrlimit(Resource::As, most(MEMORY))?;
    setrlimit(Resource::Cpu, most(CORE_SECONDS))?;
    // What it was reading is nobody's to find where it falls over.
    setrlimit(Resource::Core, most(0))?;
    let mut content = Vec::new();
    io::stdin().take(PDF_MAX).read_to_end(&mut content)?;
    if let Some(pages) = read(content) {
        println!("{}", serde_json::to_string(&pages)?);
    }
    Ok(())
}

/// The first page's size is that of what is shown of it: its crop box, turned as it says.
fn read(content: Vec<u8>) -> Option<Pages> {
    let pdf = Pdf::new(content).ok()?;
    let pages = pdf.pages();
    let first = pages.first()?;
    let unit = first.raw().get::<f32>("UserUnit").unwrap_or(1.0);
    let (width, height) = first.render_dimensions();
    let hundredths = |units: f32| {
        let hundredths = (f64::from(units) * f64::from(unit) * POINT).round();
        (1.0..=f64::from(Pages::SIDE_MAX)).contains(&hundredths).then_some(hundredths as i32)
    };
    Some(Pages { count: pages.len().try_into().ok()?, width: hundredths(width)?, height: hundredths(height)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF of pages with these entries. It has no table of where they are: readers go without.
    fn pdf(pages: &[&str]) -> Vec<u8> {
        let numbers = 3..3 + pages.len();
        let kids: String = numbers.clone().map(|number| format!("{number} 0 R ")).collect();
        let objects = numbers
            .zip(pages)
            .map(|(number, entries)| format!("{number} 0 obj\n<< /Type /Page /Parent 2 0 R {entries} >>\nendobj\n"));
        let objects: String = objects.collect();
        format!(
            "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
             2 0 obj\n<< /Type /Pages /Kids [{kids}] /Count {} >>\nendobj\n{objects}trailer\n<< /Root 1 0 R >>\n%%EOF\n",
            pages.len()
        )
        .into_bytes()
    }

    #[test]
    fn the_first_page_is_as_large_as_it_is_shown() {
        let a4 = "/MediaBox [0 0 595.28 841.89]";
        for (pages, expected) in [
            (&[a4][..], (1, 59_528, 84_189)),
            (&[a4, "/MediaBox [0 0 10 10]", a4], (3, 59_528, 84_189)),
            (&["/MediaBox [0 0 595 842] /Rotate 90"], (1, 84_200, 59_500)),
            (&["/MediaBox [100 100 700 900] /CropBox [200 300 500 800]"], (1, 30_000, 50_000)),
            (&["/MediaBox [0 0 200 300] /UserUnit 10"], (1, 200_000, 300_000)),
        ] {
            let (count, width, height) = expected;
            assert_eq!(read(pdf(pages)), Some(Pages { count, width, height }), "{pages:?}");
        }
    }

    #[test]
    fn what_has_no_pages_to_be_shown_has_none() {
        for content in [
            b"%PDF-1.7\n".to_vec(),
            pdf(&[]),
            pdf(&["/MediaBox [0 0 200 200] /UserUnit 0"]),
            pdf(&["/MediaBox [0 0 200 200] /UserUnit -1"]),
            pdf(&["/MediaBox [0 0 200 200] /UserUnit 1000000000"]),
        ] {
            assert_eq!(read(content.clone()), None, "{}", String::from_utf8_lossy(&content));
        }
    }

    #[test]
    fn an_organization_has_one_turn_which_goes_with_the_last_who_waits() {
        let reader = PdfReader::default();
        let [one, other] = [1, 2].map(|number| OrgId::from(uuid::Uuid::from_u128(number)));
        let (first, second, elsewhere) = (reader.turn_of(one), reader.turn_of(one), reader.turn_of(other));
        assert!(Arc::ptr_eq(&first, &second) && !Arc::ptr_eq(&first, &elsewhere));
        let held = first.try_acquire().unwrap();
        assert!(second.try_acquire().is_err() && elsewhere.try_acquire().is_ok());
        drop(held);
        drop((first, second));
        reader.turn_of(other);
        assert_eq!(reader.own.lock().unwrap().len(), 1, "nothing is kept of who waits no more");
    }
}

//! Where files go: the file system by default, S3 by configuration.

use crate::{
    kernel::fault::internal,
    model::{AppError, OrgId, WorkspaceId},
};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    Error, ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart, local::LocalFileSystem, path::Path,
    prefix::PrefixStore,
};
use std::{ffi::OsStr, fs, io, path::PathBuf, sync::Arc, time::SystemTime};
use time::OffsetDateTime;
use url::Url;

/// The deployment's files. Their paths have no leading slash, like `organizations/{id}/logo/{name}`; what belongs to one
/// organization stands below `organizations/{id}/`.
#[derive(Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    /// Where the files are, if it is the file system.
    directory: Option<PathBuf>,
}

/// How many pieces of a file that comes in are under way to the storage at once; each has 5 MB.
const AHEAD: usize = 2;

/// Where a file of a workspace stands.
pub fn in_workspace((org, workspace): (OrgId, WorkspaceId), file: &str) -> String {
    format!("{}/{file}", workspace_folder(org, workspace))
}

/// Where a logo of an organization stands.
pub fn in_logos(org: OrgId, file: &str) -> String {
    format!("organizations/{org}/logo/{file}")
}

/// A file that is read piece by piece.
pub struct Opened {
    /// Its size.
    pub bytes: u64,
    pub content: BoxStream<'static, Result<Bytes, Error>>,
}

/// A file as a walk finds it.
pub struct Found {
    pub path: String,
    /// When it was last written, by the storage's clock.
    pub written_at: OffsetDateTime,
}

/// A file that is written piece by piece: there when it is finished, and not before.
pub struct Incoming(WriteMultipart);

impl Incoming {
    /// Takes another piece. Waits while too much is under way.
    pub async fn push(&mut self, piece: Bytes) -> Result<(), AppError> {
        self.0.wait_for_capacity(AHEAD).await.map_err(internal)?;
        self.0.put(piece);
        Ok(())
    }

    /// The file is whole.
    pub async fn finish(self) -> Result<(), AppError> {
        self.0.finish().await.map_err(internal)?;
        Ok(())
    }

    /// The file isn't wanted any more.
    pub async fn abort(self) -> Result<(), AppError> {
        self.0.abort().await.map_err(internal)
    }
}

/// The folder of a workspace's files, within its organization's.
pub fn workspace_folder(org: OrgId, workspace: WorkspaceId) -> String {
    format!("organizations/{org}/workspaces/{workspace}")
}

impl Storage {
    /// Opens the storage that `STORAGE_URL` names: `file:///directory` (made if it is missing) or `s3://bucket/prefix`,
    /// with the credentials in the usual `AWS_…` variables.
    pub fn new(url: &Url) -> Result<Self, Error> {
        if url.scheme() == "s3" {
            let bucket = object_store::aws::AmazonS3Builder::from_env().with_url(url.as_str()).build()?;
            let store = PrefixStore::new(bucket, url.path().trim_matches('/'));
            return Ok(Self { store: Arc::new(store), directory: None });
        }
        let unusable = |source| Error::Generic { store: "file system", source };
        let directory = url.to_file_path().map_err(|()| unusable("it names no folder".into()))?;
        fs::create_dir_all(&directory).map_err(|error| unusable(error.into()))?;
        let store = LocalFileSystem::new_with_prefix(&directory)?.with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(store), directory: Some(directory) })
    }

    /// How many files there are below a folder, like `organizations/{id}`.
    pub async fn count_below(&self, folder: &str) -> Result<i64, AppError> {
        self.store.list(Some(&Path::from(folder))).try_fold(0, async |count, _| Ok(count + 1)).await.map_err(internal)
    }

    /// The files below a folder, folder by folder, read as they are taken.
    pub fn walk(&self, folder: &str) -> BoxStream<'static, Result<Found, AppError>> {
        let found = self.store.list(Some(&Path::from(folder))).map(|file| {
            let file = file.map_err(internal)?;
            let written_at = OffsetDateTime::from_unix_timestamp(file.last_modified.timestamp()).map_err(internal)?;
            Ok(Found { path: file.location.to_string(), written_at })
        });
        found.boxed()
    }

    /// Deletes what was left half-written below a folder of the file system, by a process that was killed, and was last
    /// written before then; returns how many there were. An S3 keeps such pieces out of sight: its own lifecycle rules
    /// delete them.
    pub async fn delete_unfinished(&self, folder: &str, before: OffsetDateTime) -> Result<u64, AppError> {
        let Some(directory) = self.directory.as_ref().map(|directory| directory.join(folder)) else { return Ok(0) };
        let deleted = tokio::task::spawn_blocking(move || delete_unfinished(directory, before.into())).await;
        deleted.map_err(internal)?.map_err(internal)
    }

    /// Writes a file, in place of what was there. It is there whole or not at all.
    pub async fn put(&self, path: &str, content: impl Into<Bytes>) -> Result<(), AppError> {
        self.store.put(&Path::from(path), PutPayload::from_bytes(content.into())).await.map_err(internal)?;
        Ok(())
    }

    /// Reads a file; none if there is none.
    pub async fn find(&self, path: &str) -> Result<Option<Bytes>, AppError> {
        match self.store.get(&Path::from(path)).await {
            Ok(file) => file.bytes().await.map(Some).map_err(internal),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(internal(error)),
        }
    }

    /// Opens a file to be read piece by piece; none if there is none.
    pub async fn open(&self, path: &str) -> Result<Option<Opened>, AppError> {
        match self.store.get(&Path::from(path)).await {
            Ok(file) => Ok(Some(Opened { bytes: file.meta.size, content: file.into_stream() })),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(internal(error)),
        }
    }

    /// Begins to write a file piece by piece.
    pub async fn receive(&self, path: &str) -> Result<Incoming, AppError> {
        let upload = self.store.put_multipart(&Path::from(path)).await.map_err(internal)?;
        Ok(Incoming(WriteMultipart::new(upload)))
    }

    /// Whether there is such a file.
    pub async fn has(&self, path: &str) -> Result<bool, AppError> {
        match self.store.head(&Path::from(path)).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(internal(error)),
        }
    }

    /// Deletes a file. One that isn't there is deleted already.
    pub async fn delete(&self, path: &str) -> Result<(), AppError> {
        match self.store.delete(&Path::from(path)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(internal(error)),
        }
    }

    /// Deletes every file below a folder. May be called again after it was interrupted.
    pub async fn delete_below(&self, folder: &str) -> Result<(), AppError> {
        let files = self.store.list(Some(&Path::from(folder))).map_ok(|file| file.location).boxed();
        let mut deleted = self.store.delete_stream(files);
        while let Some(deleted) = deleted.next().await {
            match deleted {
                // Not there: somebody else deleted it meanwhile.
                Ok(_) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(internal(error)),
            }
        }
        Ok(())
    }

    /// Writes, reads and deletes a small file: what `doctor` asks.
    pub async fn check(&self) -> Result<(), Error> {
        let path = Path::from("doctor/check");
        self.store.put(&path, "ok".into()).await?;
        self.store.get(&path).await?.bytes().await?;
        self.store.delete(&path).await
    }
}

fn delete_unfinished(directory: PathBuf, before: SystemTime) -> io::Result<u64> {
    let (mut directories, mut deleted) = (vec![directory], 0);
    while let Some(directory) = directories.pop() {
        let Some(entries) = if_there(fs::read_dir(directory))? else { continue };
        for entry in entries {
            let entry = entry?;
            let Some(about) = if_there(entry.metadata())? else { continue };
            if about.is_dir() {
                directories.push(entry.path());
            } else if is_unfinished(&entry.file_name()) && about.modified()? < before {
                deleted += u64::from(if_there(fs::remove_file(entry.path()))?.is_some());
            }
        }
    }
    Ok(deleted)
}

/// Whether `object_store` names so what it hasn't finished: with `#` and digits behind the name. No file is called that.
fn is_unfinished(name: &OsStr) -> bool {
    let digits = name.to_str().and_then(|name| name.split_once('#')).map(|(_, digits)| digits);
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// None for what somebody else deleted meanwhile.
fn if_there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_are_kept_and_deleted_below_a_folder_only() {
        let directory = std::env::temp_dir().join(format!("tenantry-storage-{}", std::process::id()));
        let storage = Storage::new(&Url::from_directory_path(&directory).unwrap()).unwrap();
        for path in ["a/1/x", "a/1/y/z", "a/10/x"] {
            storage.put(path, path.to_owned()).await.unwrap();
        }
        assert_eq!(storage.find("a/1/y/z").await.unwrap().as_deref(), Some(&b"a/1/y/z"[..]));
        storage.delete_below("a/1").await.unwrap();
        storage.delete_below("a/1").await.unwrap();
        assert_eq!(storage.find("a/1/x").await.unwrap(), None);
        assert!(storage.has("a/10/x").await.unwrap(), "another folder with a like name stays");
        storage.delete("a/10/x").await.unwrap();
        storage.delete("a/10/x").await.unwrap();
        assert!(!storage.has("a/10/x").await.unwrap());
        std::fs::remove_dir_all(directory).unwrap();
    }
}

//! Where files go: the file system by default, S3 by configuration.

use futures::{StreamExt, TryStreamExt};
use object_store::{ObjectStore, local::LocalFileSystem, path::Path, prefix::PrefixStore};
use std::{path::PathBuf, sync::Arc};
use url::Url;

/// The deployment's files.
#[derive(Clone)]
pub struct Storage(Arc<dyn ObjectStore>);

impl Storage {
    /// Opens the storage that `STORAGE_URL` names: `file:///directory` (made if it is missing) or `s3://bucket/prefix`,
    /// with the credentials in the usual `AWS_…` variables.
    pub fn new(url: &Url) -> Result<Self, object_store::Error> {
        let store: Arc<dyn ObjectStore> = if url.scheme() == "s3" {
            let bucket = object_store::aws::AmazonS3Builder::from_env().with_url(url.as_str()).build()?;
            Arc::new(PrefixStore::new(bucket, url.path().trim_matches('/')))
        } else {
            let directory = url.to_file_path().unwrap_or_else(|()| PathBuf::from(url.path()));
            std::fs::create_dir_all(&directory)
                .map_err(|source| object_store::Error::Generic { store: "file system", source: Box::new(source) })?;
            Arc::new(LocalFileSystem::new_with_prefix(directory)?.with_automatic_cleanup(true))
        };
        Ok(Self(store))
    }

    /// How many files there are below a directory, like `organizations/{id}`.
    pub async fn count_below(&self, directory: &str) -> Result<i64, object_store::Error> {
        self.0.list(Some(&Path::from(directory))).try_fold(0, async |count, _| Ok(count + 1)).await
    }

    /// Deletes every file below a directory. Can be broken off and begun anew: what is gone is no error.
    pub async fn delete_below(&self, directory: &str) -> Result<(), object_store::Error> {
        let files = self.0.list(Some(&Path::from(directory))).map_ok(|file| file.location).boxed();
        let deleted = self.0.delete_stream(files).filter(|deleted| {
            let is_gone = matches!(deleted, Err(object_store::Error::NotFound { .. }));
            async move { !is_gone }
        });
        deleted.try_for_each(async |_| Ok(())).await
    }

    /// Writes, reads and deletes a small file: what `doctor` and `/readyz` ask.
    pub async fn check(&self) -> Result<(), object_store::Error> {
        use object_store::ObjectStoreExt as _;
        let path = object_store::path::Path::from("doctor/check");
        self.0.put(&path, "ok".into()).await?;
        self.0.get(&path).await?.bytes().await?;
        self.0.delete(&path).await
    }
}

//! Where files go: the file system by default, S3 by configuration.

use object_store::{ObjectStore, local::LocalFileSystem, prefix::PrefixStore};
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
            Arc::new(LocalFileSystem::new_with_prefix(directory)?)
        };
        Ok(Self(store))
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

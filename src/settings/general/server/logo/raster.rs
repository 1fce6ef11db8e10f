//! PNG and JPEG: decoded, turned upright, cropped, scaled and written anew. Nothing of the file that came is served: no
//! metadata, no hidden content, no other format in the same bytes.

use super::{LogoError, Picture};
use crate::settings::general::model::Crop;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, imageops::FilterType};
use std::io::Cursor;

/// The width and height of a logo, in pixels.
const LOGO: u32 = 512;
/// The width and height of the largest square picture that is decoded, in pixels; others may have as many in all.
pub const SIDE: u64 = 5_000;
/// What a decoded picture may take, in bytes: that square with four bytes a pixel.
const DECODED: u64 = SIDE * SIDE * 4;
/// The longest side, in pixels.
const LONGEST: u32 = 30_000;

/// The square `crop` of the picture, as a PNG of 512 × 512; the one in the middle where none is given.
pub fn square(content: &[u8], format: ImageFormat, crop: Option<Crop>) -> Result<Picture, LogoError> {
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED + DECODED / 4);
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    reader.limits(limits);
    // Only the header is read so far: what a bomb would take is known before anything is taken.
    let mut decoder = reader.into_decoder()?;
    if decoder.total_bytes() > DECODED {
        return Err(LogoError::TooManyPixels);
    }
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    let Crop { x, y, size } = match crop {
        Some(crop) if !crop.fits(picture.width(), picture.height()) => return Err(LogoError::Outside),
        Some(crop) => crop,
        None => Crop::centred(picture.width(), picture.height()),
    };
    let square = picture.crop(x, y, size, size);
    drop(picture);
    let square = if square.color().has_alpha() {
        DynamicImage::ImageRgba8(square.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(square.into_rgb8())
    };
    let mut written = Cursor::new(Vec::new());
    square.resize_exact(LOGO, LOGO, FilterType::Lanczos3).write_to(&mut written, ImageFormat::Png)?;
    Ok(Picture { content: written.into_inner(), extension: "png" })
}

impl From<ImageError> for LogoError {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooManyPixels,
            _ => Self::Damaged,
        }
    }
}

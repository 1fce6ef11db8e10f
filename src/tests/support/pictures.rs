//! Pictures for tests, made there and then.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// The colours of the quarters of a test's picture: top left, top right, bottom left, bottom right.
const COLOURS: [[u8; 3]; 4] = [[220, 0, 0], [0, 160, 0], [0, 0, 220], [240, 240, 0]];

/// A PNG whose quarters have four colours.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    written(&quartered(width, height), ImageFormat::Png)
}

/// The same as a JPEG, with that EXIF orientation (1 to 8, TIFF 6.0).
pub fn jpeg(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let plain = written(&quartered(width, height), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xFF, 0xE1], &length, &exif, &plain[2..]].concat()
}

/// Which quarter's colour stands in the middle of each quarter of a picture: `[0, 1, 2, 3]` if it is as it was made.
pub fn quarters(content: &[u8]) -> [usize; 4] {
    let picture = image::load_from_memory(content).unwrap().into_rgb8();
    let (width, height) = picture.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| {
        let Rgb(pixel) = picture.get_pixel(width * x / 4, height * y / 4);
        let far = |colour: &[u8; 3]| (0..3).map(|at| u32::from(pixel[at].abs_diff(colour[at]))).sum::<u32>();
        (0..4).min_by_key(|quarter| far(&COLOURS[*quarter])).unwrap()
    })
}

fn quartered(width: u32, height: u32) -> DynamicImage {
    let quarter = |x: u32, y: u32| usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2);
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| Rgb(COLOURS[quarter(x, y)])))
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut written = Cursor::new(Vec::new());
    picture.write_to(&mut written, format).unwrap();
    written.into_inner()
}

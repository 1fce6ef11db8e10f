//! Draws a page of text as a PDF, from nothing: the demo's documents (ISO 32000-1).

use std::fmt::Write;

/// Where the first line stands on a page of A4, in points from its lower left corner.
const TOP: (u32, u32) = (64, 760);
/// From line to line, in points.
const LEADING: u32 = 20;

/// One page of A4 with a title and lines below it. Letters that Windows code page 1252 doesn't have become question marks.
pub fn page<'a>(title: &str, lines: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let (left, top) = TOP;
    let mut text =
        format!("BT\n/F1 18 Tf\n{left} {top} Td\n({}) Tj\n/F1 11 Tf\n{LEADING} TL\n0 -14 Td\n", escaped(title));
    for line in lines {
        // Writing to a String can't fail.
        let _ = writeln!(text, "T*\n({}) Tj", escaped(line));
    }
    text.push_str("ET");
    let text: Vec<u8> = text.chars().map(winansi).collect();
    let head = format!("<< /Length {} >>\nstream\n", text.len());
    let contents = [head.as_bytes(), &text, b"\nendstream"].concat();
    let objects: [&[u8]; 5] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        &contents,
    ];
    file(&objects)
}

/// The file of these objects, numbered from 1, of which the first is the catalog. A reader finds them by their offsets,
/// which stand in rows of 20 bytes each (§7.5.4).
fn file(objects: &[&[u8]]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let rows = objects.len() + 1;
    let mut table = format!("xref\n0 {rows}\n0000000000 65535 f \n");
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let end = format!("trailer\n<< /Size {rows} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", pdf.len());
    pdf.extend_from_slice(table.as_bytes());
    pdf.extend_from_slice(end.as_bytes());
    pdf
}

/// A text as it stands between parentheses (§7.3.4.2).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")
}

fn winansi(letter: char) -> u8 {
    match letter {
        '–' => 0x96,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        letter => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_is_that_of_its_object() {
        let pdf = page("Röntgen (Thorax)", ["Haus: Süd", "a \\ b"]);
        let text: String = pdf.iter().copied().map(char::from).collect();
        assert!(text.starts_with("%PDF-1.4\n") && text.ends_with("%%EOF\n"));
        let table: usize = text.split("startxref\n").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        let rows: Vec<&str> = text[text.char_indices().nth(table).unwrap().0..].lines().skip(3).take(5).collect();
        for (at, row) in rows.iter().enumerate() {
            let offset: usize = row.split(' ').next().unwrap().parse().unwrap();
            assert!(pdf[offset..].starts_with(format!("{} 0 obj\n", at + 1).as_bytes()), "{row}");
        }
    }

    #[test]
    fn a_stream_is_as_long_as_it_says() {
        let pdf = page("Röntgen (Thorax)", ["Haus: Süd", "a \\ b"]);
        let text: String = pdf.iter().copied().map(char::from).collect();
        let (head, rest) = text.split_once(" >>\nstream\n").unwrap();
        let (stream, _) = rest.split_once("\nendstream").unwrap();
        let length: usize = head.rsplit(' ').next().unwrap().parse().unwrap();
        assert_eq!(length, stream.chars().count());
        assert!(stream.contains("(R\u{f6}ntgen \\(Thorax\\)) Tj") && stream.contains("(a \\\\ b) Tj"), "{stream}");
    }
}

// The colours of every plot: safe for the colour-blind, and of different lightness in grey print.
#pragma once

#include <array>

#include "report/plot.h"

namespace uslkit {

// Lightness (CIE L*): ink 9, curve 29, point 55, confidence 78, prediction 92, paper 100.
constexpr Color kInk{0x1a, 0x1a, 0x1a};
constexpr Color kMuted{0x59, 0x59, 0x59};
constexpr Color kGrid{0xe4, 0xe4, 0xe4};
constexpr Color kPaper{0xff, 0xff, 0xff};
constexpr Color kCurve{0x00, 0x46, 0x7f};
constexpr Color kConfidence{0xa3, 0xc7, 0xe4};
constexpr Color kConfidenceEdge{0x3f, 0x7c, 0xad};
constexpr Color kPrediction{0xe1, 0xed, 0xf7};
constexpr Color kPredictionEdge{0x6a, 0x96, 0xb8};
constexpr Color kPoint{0xd5, 0x5e, 0x00};
constexpr Color kPointEdge{0x5c, 0x28, 0x00};
constexpr Color kReference{0x76, 0x76, 0x76};

// Stacked shares: light, middle, dark.
constexpr Color kUseful{0xbf, 0xd9, 0xee};
constexpr Color kContention{0xe6, 0x9f, 0x00};
constexpr Color kCrosstalk{0x8c, 0x2d, 0x04};

// One look per compared fit: hue, marker and dash differ all at once (hues: Okabe and Ito, 2008).
struct SeriesLook {
  Color color;
  MarkerKind marker;
  Dash dash;
};
constexpr std::array<SeriesLook, 6> kSeriesLooks = {
    {{{0x00, 0x46, 0x7f}, MarkerKind::circle, Dash::solid},
     {{0xd5, 0x5e, 0x00}, MarkerKind::square, Dash::long_dash},
     {{0x00, 0x7d, 0x5a}, MarkerKind::triangle, Dash::dash_dot},
     {{0xb0, 0x4f, 0x8a}, MarkerKind::diamond, Dash::dotted},
     {{0x8a, 0x6d, 0x00}, MarkerKind::triangle_down, Dash::dashed},
     {{0x4d, 0x4d, 0x4d}, MarkerKind::cross, Dash::solid}}};

}  // namespace uslkit

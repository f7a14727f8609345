#include "report/text_width.h"

#include <array>
#include <cstdint>
#include <vector>

#include "report/safe_text.h"

namespace uslkit {
namespace {

// Thousandths of the font size for U+0020 to U+007E: DejaVu Sans 2.37, `hmtx` table.
constexpr std::array<std::int16_t, 95> kRegular = {
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};

// The same for DejaVu Sans Bold.
constexpr std::array<std::int16_t, 95> kBold = {
    348,  456, 521, 838, 696, 1002, 872, 306,  457, 457, 523, 838, 380, 415,  380, 365,
    696,  696, 696, 696, 696, 696,  696, 696,  696, 696, 400, 400, 838, 838,  838, 580,
    1000, 774, 762, 734, 830, 683,  683, 821,  837, 372, 372, 775, 637, 995,  837, 850,
    733,  850, 770, 720, 682, 812,  774, 1103, 771, 724, 725, 457, 365, 457,  838, 500,
    500,  675, 716, 593, 716, 678,  435, 716,  712, 343, 343, 665, 343, 1042, 712, 687,
    716,  716, 493, 595, 478, 712,  652, 924,  645, 652, 582, 712, 365, 712,  838};

// Beyond ASCII only upper bounds matter: letters with accents, Greek and Cyrillic are narrower than
// this, arrows and signs such as >= and +- are exactly this, ideographs take a full square.
constexpr double kOtherWidth = 0.84;
constexpr double kWideWidth = 1.05;

double width_of(char32_t code_point, bool bold) {
  if (code_point >= 0x20 && code_point <= 0x7E) {
    const std::size_t index = code_point - 0x20;
    return 1e-3 * (bold ? kBold : kRegular)[index];
  }
  switch (cells_of(code_point)) {
    case 0:
      return 0;
    case 2:
      return kWideWidth;
    default:
      return code_point == 0xFFFD ? 1.03 : kOtherWidth;
  }
}

}  // namespace

double text_width(std::string_view text, double size, bool bold) {
  double width = 0;
  for (const char32_t code_point : safe_code_points(text)) width += width_of(code_point, bold);
  return width * size;
}

std::string fit_text(std::string_view text, double width, double size, bool bold) {
  const std::vector<char32_t> code_points = safe_code_points(text);
  const double room = width - text_width("...", size, bold);
  std::string whole;
  std::string cut;
  double used = 0;
  for (const char32_t code_point : code_points) {
    used += size * width_of(code_point, bold);
    if (used > width) return cut + "...";
    whole += utf8_from(code_point);
    if (used <= room) cut = whole;
  }
  return whole;
}

}  // namespace uslkit
